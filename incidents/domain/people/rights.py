"""What administrators decide about the accounts of others: the role, and whether it is open."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import accounts, reasons, sessions, tokens
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import User

NOTHING = "Nothing was changed."
BY_ADMINISTRATION = "By Django’s administration."


def change_role(*, person: User, role: str, reason: str, actor: User, at: datetime) -> bool:
    """Returns whether it was another role before.

    Raises `Refused` with every fault of the input, `NotPossible` where the actor may not do it any more,
    where it is her own role, or where nobody would be left who administers.
    """
    with _account(person, actor=actor) as account:
        faults = list(reasons.faults(reason))
        if role not in User.Role.values:
            faults.insert(0, Fault("/role", f"is none of: {', '.join(User.Role.values)}"))
        elif account.is_service and role == User.Role.ADMINISTRATOR:
            faults.insert(0, Fault("/role", "is for people; a program does not administer"))
        if faults:
            raise Refused(NOTHING, faults)
        before = account.role
        if before == role:
            return False
        account.role = role
        account.save(update_fields=["role"])
        audit.record(
            action="role.changed",
            target=account.username,
            actor=actor,
            at=at,
            reason=reason,
            details={"from": before, "to": role},
        )
        notify(kinds.ROLE_CHANGED, to=[account], actor=actor, at=at, before=before, after=role)
        return True


def close(*, person: User, reason: str, actor: User, at: datetime) -> bool:
    """Ends what the account may do, its sessions and tokens included. What it owns stays as it is.

    Returns whether it was open. Raises as `change_role`.
    """
    return _set(is_open=False, person=person, reason=reason, actor=actor, at=at)


def reopen(*, person: User, reason: str, actor: User, at: datetime) -> bool:
    """Opens a closed account. Returns whether it was closed. Raises as `change_role`."""
    return _set(is_open=True, person=person, reason=reason, actor=actor, at=at)


def _set(*, is_open: bool, person: User, reason: str, actor: User, at: datetime) -> bool:
    with _account(person, actor=actor) as account:
        if faults := list(reasons.faults(reason)):
            raise Refused(NOTHING, faults)
        if account.is_active == is_open:
            return False
        account.is_active = is_open
        account.save(update_fields=["is_active"])
        if not is_open:  # or they would come back to life when the account is opened again
            sessions.end_all(user=account)
            tokens.revoke_all(owner=account, actor=actor, now=at)
        audit.record(
            action="account.opened" if is_open else "account.closed",
            target=account.username,
            actor=actor,
            at=at,
            reason=reason,
        )
        return True


def administered(
    *,
    person: User,
    before: User | None,
    fields: Collection[str],
    actor: User,
    at: datetime,
) -> None:
    """Records what Django's administration has changed, in its transaction; a new account has no `before`.

    An account that was closed there has neither sessions nor tokens afterwards.
    """
    deed: dict[str, Any] = {
        "target": person.username,
        "actor": actor,
        "at": at,
        "reason": BY_ADMINISTRATION,
    }
    if before is None:
        audit.record(action="account.created", details={"role": person.role}, **deed)
        return
    if before.role != person.role:
        audit.record(action="role.changed", details={"from": before.role, "to": person.role}, **deed)
        notify(kinds.ROLE_CHANGED, to=[person], actor=actor, at=at, before=before.role, after=person.role)
    if before.is_active != person.is_active:
        audit.record(action="account.opened" if person.is_active else "account.closed", **deed)
        if not person.is_active:
            sessions.end_all(user=person)
            tokens.revoke_all(owner=person, actor=actor, now=at)
    if others := sorted(set(fields) - {"role", "is_active"}):
        audit.record(action="account.changed", details={"fields": others}, **deed)


def deleted(*, username: str, actor: User, at: datetime) -> None:
    """Records that the administration deleted an account which had left no trace."""
    audit.record(action="account.deleted", target=username, actor=actor, at=at, reason=BY_ADMINISTRATION)


@contextmanager
def _account(person: User, *, actor: User) -> Iterator[User]:
    """The account as it is now, in a transaction that keeps it so.

    The rows of all administrators are locked first, so of two who act on each other at once the second finds
    out what the first did to her.
    """
    with accounts.keeping_an_administrator():
        check_administers(actor)
        if actor.pk == person.pk:
            raise NotPossible(f"Nobody changes her own rights; another administrator can. {NOTHING}")
        yield User.objects.select_for_update().get(pk=person.pk)


def check_administers(actor: User) -> None:
    """Raises `NotPossible` where the account has been closed or has lost its role since it was read."""
    if not User.objects.administrators().filter(pk=actor.pk).exists():
        raise NotPossible(f"You do not administer this instance any more. {NOTHING}")
