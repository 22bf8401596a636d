"""Tokens on pages: made, shown once, revoked."""

import re
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from incidents.domain.people import tokens
from incidents.models import AccessToken, AuditEntry, Session, User
from incidents.web.accounts.session_store import SessionStore
from tests import factories

pytestmark = pytest.mark.django_db

OWN = "/profile/tokens"
FORM: dict[str, Any] = {"name": "Pipeline", "scopes": ["read"], "days": "30"}


def browser(person: User, **options: Any) -> Client:
    client = Client(**options)
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def admin() -> User:
    return factories.user("ada", role="administrator")


@pytest.fixture
def service() -> User:
    return factories.user("nightly", is_service=True)


def test_a_token_is_shown_once_and_reads(client: Client) -> None:
    robin = browser(factories.user())
    made = robin.post(OWN, FORM)
    assert made["Location"] == "/profile/tokens/made"
    (session,) = Session.objects.values_list("session_data", flat=True)
    shown = robin.get(made["Location"])
    (written,) = {found[0] for found in tokens.SHAPE.finditer(shown.content.decode())}
    assert shown.status_code == 200
    assert shown["Cache-Control"] == "private, no-store"
    assert "/api/v1/stories</code>" in shown.content.decode()
    assert client.get("/api/v1/stories", headers={"Authorization": f"Bearer {written}"}).status_code == 200
    assert written[21:] not in str(SessionStore().decode(session))
    assert robin.get(made["Location"])["Location"] == OWN
    assert AccessToken.objects.count() == 1
    again = robin.get(OWN).content.decode()
    assert written[:20] in again
    assert written[21:] not in again


def test_nothing_typed_is_lost() -> None:
    response = browser(factories.user()).post(OWN, {"name": "Night", "scopes": ["read"], "days": "soon"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write a number of days from 1 to 366." in page
    assert 'value="Night"' in page
    assert re.search(r'value="read"[^>]*checked', page)
    assert 'value="soon"' in page
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({}, 422),
        ({**FORM, "name": "  "}, 422),
        ({**FORM, "scopes": []}, 422),
        ({**FORM, "scopes": ["admin"]}, 400),
        ({**FORM, "scopes": ["everything"]}, 400),
        ({**FORM, "days": "9" * 5_000}, 422),
        ({**FORM, "days": "٣"}, 422),
        ({**FORM, "name": "a\x00b"}, 400),
    ],
)
def test_what_is_no_token(form: dict[str, Any], status: int) -> None:
    assert browser(factories.user()).post(OWN, form).status_code == status
    assert not AccessToken.objects.exists()


def test_a_form_from_elsewhere(admin: User) -> None:
    assert browser(admin, enforce_csrf_checks=True).post(OWN, FORM).status_code == 403


def test_revoking(client: Client, admin: User) -> None:
    robin = factories.user()
    one, two = (factories.token(robin, seed=seed, now=timezone.now()) for seed in (1, 2))
    other = browser(factories.user("other", role="editor"))
    assert other.post(f"{OWN}/{one.token.pk}/revoke").status_code == 404
    assert browser(robin).post(f"{OWN}/{one.token.pk}/revoke")["Location"] == OWN
    assert browser(admin).post(f"{OWN}/{two.token.pk}/revoke")["Location"] == "/people/tokens"
    assert not AccessToken.objects.usable(timezone.now()).exists()
    assert {entry.actor for entry in AuditEntry.objects.filter(action="token.revoked")} == {robin, admin}


def test_a_service_is_made_gets_a_token_and_is_closed(client: Client, admin: User) -> None:
    ada = browser(admin)
    made = ada.post("/people/services/", {"username": "nightly", "display_name": "", "role": "author"})
    page = made["Location"]
    shown = ada.post(page, FORM, follow=True)
    written = tokens.SHAPE.search(shown.content.decode())
    assert written
    good = {"headers": {"Authorization": f"Bearer {written[0]}"}}
    assert client.get("/api/v1/stories", **good).status_code == 200
    assert ada.get(page).status_code == 200
    assert ada.post(f"{page}/close")["Location"] == "/people/services/"
    assert client.get("/api/v1/stories", **good).status_code == 401
    User.objects.update(is_active=True)
    assert client.get("/api/v1/stories", **good).status_code == 401
    kinds = ["service.created", "token.created", "token.revoked", "service.closed"]
    assert list(AuditEntry.objects.order_by("pk").values_list("action", flat=True)) == kinds


@pytest.mark.parametrize(
    "form",
    [
        {"username": ""},
        {"username": "a b"},
        {"username": "ADA!"},
        {"username": "ada"},
        {"username": "n" * 151},
    ],
)
def test_what_is_no_service(admin: User, form: dict[str, str]) -> None:
    response = browser(admin).post("/people/services/", {"role": "reader", "display_name": "", **form})
    assert response.status_code == 422
    assert not User.objects.filter(is_service=True).exists()


def test_a_service_does_not_administer(admin: User) -> None:
    form = {"username": "nightly", "display_name": "", "role": "administrator"}
    assert browser(admin).post("/people/services/", form).status_code == 400


def test_what_has_leaked_is_revoked_by_pasting_it(admin: User, service: User) -> None:
    leaked = factories.token(service, now=timezone.now())
    kept = factories.token(admin, now=timezone.now(), seed=2)
    ada = browser(admin)
    assert ada.post("/people/tokens", {"text": "no token at all"}).status_code == 422
    log = f"+ curl -H 'Authorization: Bearer {leaked.written}'"
    done = ada.post("/people/tokens", {"text": log}, follow=True).content.decode()
    assert leaked.token.prefix in done
    assert leaked.written not in done
    assert list(AccessToken.objects.usable(timezone.now())) == [kept.token]


@pytest.mark.parametrize("path", ["/people/services/", "/people/tokens"])
def test_pages_of_administrators(admin: User, path: str) -> None:
    assert browser(factories.user(role="editor")).get(path).status_code == 403
    assert browser(admin).get(path).status_code == 200


def test_the_list_asks_the_same_however_long_it_is(admin: User, django_assert_num_queries: Any) -> None:
    for seed in range(5):
        factories.token(admin, seed=seed, now=timezone.now())
    ada = browser(admin)
    # The session, the person, how many tokens there are, and the tokens with their owners;
    # candidates, for the header.
    with django_assert_num_queries(5):
        ada.get("/people/tokens")


def test_the_command_revokes_what_it_reads(monkeypatch: pytest.MonkeyPatch, service: User) -> None:
    new = factories.token(service, now=timezone.now())
    for text, told in ((new.token.prefix, "is revoked."), (new.written, "was revoked before.")):
        monkeypatch.setattr("sys.stdin", StringIO(text))
        out = StringIO()
        call_command("revoke_token", stdout=out)
        assert told in out.getvalue()
        assert new.written not in out.getvalue()
    monkeypatch.setattr("sys.stdin", StringIO("nothing"))
    with pytest.raises(CommandError, match="Nothing in that text"):
        call_command("revoke_token")
