"""Invitations are accepted: with a new account, or with the one that somebody is signed in with.

Whoever holds a link that works learns from the form which user names are taken, since nobody can have one
twice; attempts are counted by network. Nothing else here tells who has an account.
"""

from collections.abc import Iterator
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from incidents import access
from incidents.domain import audit
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Invitation, Membership, Team, User

GONE = "This invitation does not work."
NOT_MADE = "The account was not made."
TAKEN = Fault("/username", "somebody has that user name already; choose another one")


def usable(*, key: int, now: datetime) -> Invitation | None:
    """The invitation, if it may still be accepted, and whoever made it might make it now."""
    row = Invitation.objects.select_related("invited_by").filter(pk=key).first()
    return row if row is not None and _holds(row, now) else None


@transaction.atomic
def accept(
    *,
    key: int,
    is_proven: bool,
    username: str,
    display_name: str,
    password: str,
    now: datetime,
) -> User:
    """Makes the account. Its e-mail address is that of the invitation where the mailed link was opened
    (`is_proven`), and nobody has it: one that two accounts have stands for neither.

    Raises `Refused` with every fault, `NotPossible` where the invitation does not work any more.
    """
    row = _locked(key, now)
    user = User(
        username=User.normalize_username(username.strip()),
        display_name=" ".join(display_name.split()),
        role=row.role,
        date_joined=now,
    )
    if is_proven and row.email and not User.objects.filter(email__iexact=row.email).exists():
        user.email = row.email
    if faults := list(_faults(user, password)):
        raise Refused(NOT_MADE, faults)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:  # somebody else was faster
        raise Refused(NOT_MADE, [TAKEN]) from None
    _finish(row, user, is_new=True, now=now)
    return user


@transaction.atomic
def join(*, key: int, user: User, now: datetime) -> list[Team]:
    """Puts somebody who has an account into the teams; her role stays. Returns the teams.

    Raises `NotPossible` where the invitation does not work any more, or names no team.
    """
    row = _locked(key, now)
    if not row.teams.exists():
        raise NotPossible("This invitation is for somebody without an account; it names no team to join.")
    return _finish(row, user, is_new=False, now=now)


def _locked(key: int, now: datetime) -> Invitation:
    """Of two who accept at the same moment, the second finds it used."""
    row = Invitation.objects.select_for_update().filter(pk=key).first()
    if row is None or not _holds(row, now):
        raise NotPossible(GONE)
    return row


def _holds(row: Invitation, now: datetime) -> bool:
    if not row.is_open(now):
        return False
    inviter = row.invited_by
    return inviter is None or access.may_invite(inviter, role=row.role, teams=list(row.teams.all()))


def _faults(user: User, password: str) -> Iterator[Fault]:
    try:
        user.full_clean(exclude=["password", "role"])
    except ValidationError as error:
        for name, problems in error.message_dict.items():
            yield Fault(f"/{name}", " ".join(problems).rstrip("."))
    try:
        validate_password(password, user)
    except ValidationError as error:
        yield Fault("/password", " ".join(error.messages).rstrip("."))


def _finish(row: Invitation, user: User, *, is_new: bool, now: datetime) -> list[Team]:
    row.accepted_at, row.accepted_by = now, user
    row.save(update_fields=["accepted_at", "accepted_by"])
    teams = list(row.teams.order_by("name"))
    for team in teams:
        Membership.objects.get_or_create(team=team, user=user)
    details = {
        "account": "new" if is_new else "joined",
        "role": user.role,
        "teams": sorted(team.slug for team in teams),
    }
    audit.record(action="invitation.accepted", target=str(row), actor=user, at=now, details=details)
    return teams
