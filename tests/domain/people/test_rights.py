"""Administrators decide about the accounts of others, one after the other, never about the last one."""

from functools import partial

import pytest

from incidents.domain import audit
from incidents.domain.people import rights
from incidents.errors import DomainError, NotPossible, Refused
from incidents.models import AuditEntry, User
from tests import factories, threads
from tests.factories import NOW

pytestmark = pytest.mark.django_db
WHY = "She moved to another company."


def keeper(name: str = "keeper") -> User:
    return factories.user(name, role=User.Role.ADMINISTRATOR)


def test_a_role_is_changed_and_the_audit_log_says_so() -> None:
    robin, actor = factories.user("robin"), keeper()
    with audit.coming_from("192.0.2.7"):
        assert rights.change_role(person=robin, role="editor", reason=WHY, actor=actor, at=NOW)
    robin.refresh_from_db()
    assert robin.role == "editor"
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.target, entry.actor, entry.reason, entry.address) == (
        "role.changed",
        "robin",
        actor,
        WHY,
        "192.0.2.7",
    )
    assert entry.details == {"from": "reader", "to": "editor"}


def test_the_same_role_is_no_change() -> None:
    robin = factories.user("robin", role="editor")
    assert not rights.change_role(person=robin, role="editor", reason=WHY, actor=keeper(), at=NOW)
    assert not AuditEntry.objects.exists()


def test_all_faults_come_at_once() -> None:
    with pytest.raises(Refused) as refused:
        rights.change_role(person=factories.user(), role="captain", reason=" ", actor=keeper(), at=NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/role", "/reason"]


@pytest.mark.parametrize("reason", ["", "x" * 501, "a\x1bb"])
def test_a_reason_can_be_read(reason: str) -> None:
    with pytest.raises(Refused):
        rights.close(person=factories.user(), reason=reason, actor=keeper(), at=NOW)


def test_a_program_does_not_administer() -> None:
    program = factories.user("pipeline", is_service=True)
    with pytest.raises(Refused, match="a program does not administer"):
        rights.change_role(person=program, role="administrator", reason=WHY, actor=keeper(), at=NOW)


@pytest.mark.parametrize("verb", [partial(rights.change_role, role="reader"), rights.close, rights.reopen])
def test_nobody_decides_about_herself(verb: partial[bool]) -> None:
    keeper("other")
    own = keeper()
    with pytest.raises(NotPossible, match="her own rights"):
        verb(person=own, reason=WHY, actor=own, at=NOW)


@pytest.mark.parametrize("verb", [partial(rights.change_role, role="reader"), rights.close])
def test_who_was_an_administrator_when_the_page_was_made_may_be_none_now(verb: partial[bool]) -> None:
    actor, robin = keeper(), factories.user("robin")
    keeper("other")
    User.objects.filter(pk=actor.pk).update(role=User.Role.EDITOR)
    with pytest.raises(NotPossible, match="You do not administer"):
        verb(person=robin, reason=WHY, actor=actor, at=NOW)


def test_an_account_is_closed_and_opened() -> None:
    robin, actor = factories.user("robin"), keeper()
    assert rights.close(person=robin, reason=WHY, actor=actor, at=NOW)
    assert not rights.close(person=robin, reason=WHY, actor=actor, at=NOW)
    assert not User.objects.get(pk=robin.pk).is_active
    assert rights.reopen(person=robin, reason="Back again.", actor=actor, at=NOW)
    assert User.objects.get(pk=robin.pk).is_active
    assert [entry.action for entry in AuditEntry.objects.order_by("pk")] == [
        "account.closed",
        "account.opened",
    ]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("verb", [partial(rights.change_role, role="reader"), rights.close])
@pytest.mark.parametrize("others", [0, 1])
def test_two_who_act_on_each_other_at_once_do_not_both_succeed(verb: partial[bool], others: int) -> None:
    ada, robin = keeper("ada"), keeper("robin")
    for number in range(others):
        keeper(f"other-{number}")
    refused: list[str] = []

    def act(actor: User, person: User) -> None:
        try:
            verb(person=person, reason=WHY, actor=actor, at=NOW)
        except DomainError as problem:
            refused.append(problem.message)

    threads.at_once(partial(act, ada, robin), partial(act, robin, ada))
    assert len(refused) == 1
    assert User.objects.administrators().count() == 1 + others
    assert AuditEntry.objects.count() == 1


def test_the_tokens_of_a_closed_account_do_not_come_back_with_it() -> None:
    actor, robin = keeper("ada"), factories.user()
    factories.token(robin)
    rights.close(person=robin, reason=WHY, actor=actor, at=NOW)
    rights.reopen(person=robin, reason=WHY, actor=actor, at=NOW)
    assert not robin.tokens.filter(revoked_at=None).exists()
