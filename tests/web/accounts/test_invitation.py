"""An invitation on pages: opened, accepted, refused."""

import re

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.models import AuditEntry, Invitation, Session, Team, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "tides-turn-twice-a-day"
FORM = {"username": "newcomer", "display_name": "New Comer", "password": PASSWORD, "again": PASSWORD}


@pytest.fixture
def ada() -> User:
    return factories.user("ada", role="administrator")


@pytest.fixture
def path(ada: User) -> str:
    Team.objects.create(name="Harbour", slug="harbour")
    new = factories.invitation(ada, role="author", teams=["harbour"], now=timezone.now())
    return "/invitation/" + new.link.rpartition("/")[2]


def test_somebody_makes_an_account_and_is_signed_in(client: Client, path: str) -> None:
    opened = client.get(path)
    assert opened["Location"] == "/invitation"
    assert opened["Referrer-Policy"] == "no-referrer"
    page = client.get("/invitation")
    assert path.rpartition("/")[2] not in page.content.decode()
    assert page["Cache-Control"] == "private, no-store"
    before = client.session.session_key
    done = client.post("/invitation", FORM, follow=True)
    assert "Your user name is newcomer. You are an author: begin a story" in done.content.decode()
    assert client.get("/profile").status_code == 200
    assert client.session.session_key != before
    newcomer = User.objects.get(username="newcomer")
    assert (newcomer.role, newcomer.display_name) == ("author", "New Comer")
    assert AuditEntry.objects.filter(action="account.signed.in", actor=newcomer).count() == 1
    assert client.get("/invitation").status_code == 404


def test_opening_makes_a_session_that_nobody_else_knows(client: Client, path: str) -> None:
    client.get(path)
    fixed = client.session.session_key
    client.get(path)
    assert client.session.session_key != fixed
    assert not Session.objects.filter(pk=fixed).exists()


def test_nothing_typed_is_lost(client: Client, path: str) -> None:
    client.get(path)
    typed = {"username": "ada", "display_name": "Robin Quay", "password": "ada", "again": "ada"}
    page = client.post("/invitation", typed)
    html = page.content.decode()
    assert page.status_code == 422
    assert "Somebody has that user name already" in html
    assert "This password is too short" in html
    assert 'value="Robin Quay"' in html
    assert re.search(r'name="username"[^>]*value="ada"', html)
    again = client.post("/invitation", FORM | {"again": "another"})
    assert again.status_code == 400
    assert "The two passwords differ" in again.content.decode()
    assert client.post("/invitation", FORM).status_code == 302


def test_links_that_do_not_work_have_one_page(client: Client, ada: User, path: str) -> None:
    used = path
    first = Client()
    first.get(used)
    first.post("/invitation", FORM)
    revoked = factories.invitation(ada, seed=2, now=timezone.now())
    Invitation.objects.filter(pk=revoked.invitation.pk).update(revoked_at=timezone.now())
    old = factories.invitation(ada, seed=3)
    links = [used, "/invitation/x", *("/" + "/".join(one.link.split("/")[3:]) for one in (revoked, old))]
    pages = [client.get(link, follow=True) for link in links]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r'nonce="[^"]*"', "", page.content.decode()) for page in pages}) == 1


def test_an_inviter_who_may_no_more(client: Client, ada: User, path: str) -> None:
    client.get(path)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert client.get("/invitation").status_code == 404
    assert client.post("/invitation", FORM).status_code == 404
    assert not User.objects.filter(username="newcomer").exists()


def test_somebody_who_is_signed_in_joins(client: Client, path: str) -> None:
    robin = factories.user("robin")
    client.force_login(robin, backend="django.contrib.auth.backends.ModelBackend")
    client.get(path)
    assert "You are signed in as" in client.get("/invitation").content.decode()
    assert client.post("/invitation")["Location"] == "/teams/"
    assert [team.name for team in robin.teams.all()] == ["Harbour"]
    assert User.objects.get(pk=robin.pk).role == "reader"


def test_somebody_signs_in_first_and_joins(client: Client, path: str) -> None:
    factories.user("robin")
    client.get(path)
    sent = {"username": "robin", "password": "robin-sails-slowly"}
    assert client.post("/sign-in?next=/invitation", sent)["Location"] == "/invitation"
    assert client.post("/invitation")["Location"] == "/teams/"


def test_links_are_counted_by_network(client: Client, settings: Settings, path: str) -> None:
    settings.SIGN_IN_RATES = settings.SIGN_IN_RATES | {"network": (2, 3600)}
    for _ in range(3):
        assert client.get(path).status_code == 302
    for _ in range(2):
        client.get("/invitation/guessed")
    refused = client.get(path)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0


def test_names_are_asked_for_as_often_as_somebody_signs_in(
    client: Client, settings: Settings, path: str
) -> None:
    settings.SIGN_IN_RATES = settings.SIGN_IN_RATES | {"network": (2, 3600)}
    client.get(path)
    for _ in range(2):
        assert client.post("/invitation", FORM | {"username": "ada"}).status_code == 422
    refused = client.post("/invitation", FORM)
    assert refused.status_code == 429
    assert "Too many attempts" in refused.content.decode()
    assert 'value="newcomer"' in refused.content.decode()


def test_a_form_from_elsewhere(path: str) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get(path)
    assert client.post("/invitation", FORM).status_code == 403


def test_the_command_prints_a_link(client: Client, capsys: pytest.CaptureFixture[str]) -> None:
    Team.objects.create(name="Harbour", slug="harbour")
    call_command("invite", "--role", "administrator", "--team", "Harbour", "--days", "2")
    printed = capsys.readouterr().out.strip()
    client.get("/" + "/".join(printed.split("/")[3:]))
    assert client.post("/invitation", FORM).status_code == 302
    assert User.objects.get(username="newcomer").is_administrator
    with pytest.raises(CommandError, match="is no team"):
        call_command("invite", "--team", "Nowhere")
