from datetime import timedelta
from random import Random
from typing import Any

import pytest
from pytest_django import Settings

from incidents.domain import audit
from incidents.domain.people import NewToken, tokens
from incidents.errors import NotPossible, Refused
from incidents.models import AccessToken, AuditEntry, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def made(owner: User, **fields: Any) -> NewToken:
    given: dict[str, Any] = {"actor": owner, "name": "Pipeline", "scopes": ["read"], "days": 90, "now": NOW}
    return tokens.create(owner=owner, random=Random(7).randbytes(tokens.RANDOM_BYTES), **given | fields)


def faults(refused: Refused) -> dict[str, str]:
    return {fault.pointer: fault.message for fault in refused.faults}


def test_only_a_hash_of_the_secret_is_kept() -> None:
    new = made(factories.user(), scopes=["write", "read", "read"], name="  Nightly   build ")
    prefix, secret = new.written[:20], new.written[21:]
    assert tokens.SHAPE.fullmatch(new.written)
    assert (new.token.prefix, new.token.name) == (prefix, "Nightly build")
    assert new.token.scopes == ["read", "write"]
    assert new.token.expires_at == NOW + timedelta(days=90)
    row = AccessToken.objects.filter(pk=new.token.pk).values().get()
    assert secret not in str(row) + repr(new) + str(AuditEntry.objects.values().get())


def test_making_and_revoking_are_in_the_audit_log() -> None:
    robin = factories.user()
    with audit.coming_from("192.0.2.7"):
        new = made(robin)
    assert tokens.revoke(token=new.token, actor=robin, now=NOW)
    assert not tokens.revoke(token=new.token, actor=robin, now=NOW)
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.action, entry.target) for entry in entries] == [
        ("token.created", new.token.prefix),
        ("token.revoked", new.token.prefix),
    ]
    assert entries[0].address == "192.0.2.7"
    assert entries[0].details["owner"] == "robin"


def test_every_fault_at_once() -> None:
    with pytest.raises(Refused) as caught:
        made(factories.user(), name=" ", scopes=["everything"], days=0)
    assert set(faults(caught.value)) == {"/name", "/scopes", "/days"}
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("pointer", "fields"),
    [
        ("/name", {"name": "n" * 101}),
        ("/scopes", {"scopes": []}),
        ("/scopes", {"scopes": ["read", "admin"]}),
        ("/days", {"days": 31}),
        ("/days", {"days": -1}),
    ],
)
def test_what_is_refused(settings: Settings, pointer: str, fields: dict[str, Any]) -> None:
    settings.TOKEN_DAYS = 30
    with pytest.raises(Refused) as caught:
        made(factories.user(), **{"days": 30, **fields})
    assert set(faults(caught.value)) == {pointer}


def test_administrators_make_tokens_of_services_and_of_nobody_else() -> None:
    robin, admin = factories.user(), factories.user("ada", role="administrator")
    service = factories.user("nightly", is_service=True)
    assert made(service, actor=admin).token.created_by == admin
    for owner, actor in ((robin, admin), (service, robin)):
        with pytest.raises(NotPossible):
            made(owner, actor=actor)


def test_a_closed_account_gets_no_token() -> None:
    robin = factories.user()
    User.objects.update(is_active=False)
    with pytest.raises(NotPossible, match="closed"):
        made(robin)


def test_an_account_has_not_more_tokens_than_anybody_can_overlook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tokens, "MOST", 2)
    robin = factories.user()
    first = factories.token(robin, seed=1, days=1)
    factories.token(robin, seed=2)
    with pytest.raises(NotPossible, match="at most 2"):
        factories.token(robin, seed=3)
    factories.token(robin, seed=3, now=first.token.expires_at)


def test_who_may_revoke() -> None:
    robin, other = factories.user(), factories.user("other", role="editor")
    token = factories.token(robin).token
    with pytest.raises(NotPossible):
        tokens.revoke(token=token, actor=other, now=NOW)
    assert tokens.revoke(token=token, actor=factories.user("ada", role="administrator"), now=NOW)


def test_all_tokens_of_an_account_end_at_once() -> None:
    robin, other = factories.user(), factories.user("other")
    for seed in (1, 2):
        factories.token(robin, seed=seed)
    kept = factories.token(other, seed=3).token
    assert tokens.revoke_all(owner=robin, actor=None, now=NOW) == 2
    assert list(AccessToken.objects.usable(NOW)) == [kept]


def test_tokens_are_found_in_a_text() -> None:
    robin = factories.user()
    leaked, cut = factories.token(robin, seed=1), factories.token(robin, seed=2)
    factories.token(robin, seed=3)
    log = f"curl -H 'Authorization: Bearer {leaked.written}' \nalso {cut.written[:25]} sdg_0123456789abcdef x"
    assert set(tokens.named_in(log)) == {leaked.token, cut.token}
    assert tokens.named_in("") == []
