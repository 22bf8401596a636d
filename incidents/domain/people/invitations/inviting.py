"""Invitations are made, revoked, and made anew: by administrators, and by leads into their own teams."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from incidents import access
from incidents.domain import audit, mail
from incidents.domain.people.invitations import links
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Invitation, Team, User

RANDOM_BYTES = 32
USUAL_DAYS, MOST_DAYS = 7, 30
KEPT = timedelta(days=90)
"""How long the list says what became of one."""
AT_ONCE = 1_000
LONGEST_ADDRESS = 254
MOST_TEAMS = 20
NOTHING = "Nobody was invited."
NOT_YOURS = "Administrators decide about this invitation, and who leads all of its teams."
TEXT = """\
Hello,

{inviter} invites you to Soundings. Choose a user name and a password here:

{link}

The link works once, until {until:%-d %B %Y, %H:%M} UTC. If you know nothing of this, do nothing.
"""


@dataclass(frozen=True)
class NewInvitation:
    """`link` is for whoever made it to see this once."""

    invitation: Invitation
    link: str = field(repr=False)


@transaction.atomic
def create(
    *,
    email: str,
    role: str,
    teams: Sequence[str],
    days: int,
    actor: User | None,
    random: bytes,
    now: datetime,
) -> NewInvitation:
    """Makes a link that works once, and mails it where there is an address.

    `teams`: slugs or names. `actor` is None for a command. `random`: as many bytes as `RANDOM_BYTES`.
    Raises `Refused` with every fault, `NotPossible` where the actor may invite nobody any more.
    """
    inviter = _inviter(actor)
    found, faults = _teams(teams, inviter)
    faults = [*_faults(email, role, days, found if not faults else None, inviter), *faults]
    if faults:
        raise Refused(NOTHING, faults)
    return _made(email, role, found, days, inviter, random, now)


@transaction.atomic
def renew(*, invitation: Invitation, actor: User, random: bytes, now: datetime) -> NewInvitation:
    """Another link in the place of one that was not used, which works no more.

    Raises `NotPossible` where it was used, or where the actor may not make such a one.
    """
    locked = _locked(invitation, actor)
    if locked.accepted_at:
        raise NotPossible("This invitation was accepted, so there is nothing to make anew.")
    days = min(max((locked.expires_at - locked.created_at).days, 1), MOST_DAYS)
    _revoke(locked, actor, now)
    return _made(locked.email, locked.role, list(locked.teams.all()), days, actor, random, now)


@transaction.atomic
def revoke(*, invitation: Invitation, actor: User, now: datetime) -> bool:
    """The link works no more. Returns whether it was neither used nor revoked. Raises `NotPossible`."""
    locked = _locked(invitation, actor)
    return not locked.accepted_at and _revoke(locked, actor, now)


def forget(*, now: datetime) -> None:
    """Deletes invitations whose links have long stopped to work."""
    ended = Invitation.objects.ended_before(now - KEPT).values_list("pk", flat=True)
    while keys := list(ended[:AT_ONCE]):
        Invitation.objects.filter(pk__in=keys).delete()


def _inviter(actor: User | None) -> User | None:
    """The account as it is now."""
    if actor is None:
        return None
    account = User.objects.active().filter(pk=actor.pk).first()
    if account is None or not access.may_invite_somebody(account):
        raise NotPossible(f"You may not invite anybody any more. {NOTHING}")
    return account


def _teams(names: Sequence[str], inviter: User | None) -> tuple[list[Team], list[Fault]]:
    """A team that the inviter does not lead is answered as one that is not there."""
    if len(names) > MOST_TEAMS:
        return [], [Fault("/teams", f"are {len(names)}; {MOST_TEAMS} are possible")]
    is_bound = inviter is not None and not access.may_administer(inviter)
    among = Team.objects.led_by(inviter) if inviter is not None and is_bound else Team.objects.all()
    found: dict[int, Team] = {}
    faults = []
    for name in names:
        team = among.filter(Q(slug=name.lower()) | Q(name__iexact=name)).first()
        if team is None:
            faults.append(Fault("/teams", f"“{name}” is no team{' that you lead' if is_bound else ''}"))
        else:
            found[team.pk] = team
    if is_bound and not names:
        faults.append(Fault("/teams", "are missing; name one that you lead"))
    return list(found.values()), faults


def _faults(
    email: str, role: str, days: int, teams: list[Team] | None, inviter: User | None
) -> Iterator[Fault]:
    """`teams` is None where something is wrong with them."""
    if email:
        try:
            validate_email(email)
        except ValidationError:
            yield Fault("/email", "is no e-mail address, such as robin@example.org")
        if len(email) > LONGEST_ADDRESS:
            yield Fault("/email", f"is {len(email)} characters long; {LONGEST_ADDRESS} are possible")
    if role not in User.Role.values:
        yield Fault("/role", f"is none of: {', '.join(User.Role.values)}")
    elif inviter is not None and teams and not access.may_invite(inviter, role=role, teams=teams):
        yield Fault("/role", "is for administrators to give; leads invite readers and authors")
    if not 1 <= days <= MOST_DAYS:
        yield Fault("/days", f"write a number of days from 1 to {MOST_DAYS}")


def _made(
    email: str,
    role: str,
    teams: list[Team],
    days: int,
    actor: User | None,
    random: bytes,
    now: datetime,
) -> NewInvitation:
    secret, until = links.secret_of(random), now + timedelta(days=days)
    row = Invitation.objects.create(
        digest=links.digest(secret),
        email=email,
        role=role,
        invited_by=actor,
        created_at=now,
        expires_at=until,
    )
    row.teams.set(teams)
    if email:
        inviter = " ".join(str(actor).split()) if actor else "Whoever looks after this site"
        text = TEXT.format(inviter=inviter, link=links.mailed_address_of(secret, email), until=until)
        mail.post(recipient=email, subject="An invitation to Soundings", text=text, now=now)
    details = {
        "email": email,
        "role": role,
        "teams": sorted(team.slug for team in teams),
        "until": until.isoformat(timespec="seconds"),
    }
    audit.record(action="account.invited", target=str(row), actor=actor, at=now, details=details)
    return NewInvitation(row, links.address_of(secret))


def _locked(invitation: Invitation, actor: User) -> Invitation:
    """The row as it is now, if the actor might make one like it."""
    row = Invitation.objects.select_for_update().filter(pk=invitation.pk).first()
    account = User.objects.active().filter(pk=actor.pk).first()
    if row is None or account is None:
        raise NotPossible("This invitation is gone.")
    if not access.may_invite(account, role=row.role, teams=list(row.teams.all())):
        raise NotPossible(NOT_YOURS)
    return row


def _revoke(row: Invitation, actor: User, now: datetime) -> bool:
    if row.revoked_at:
        return False
    row.revoked_at = now
    row.save(update_fields=["revoked_at"])
    audit.record(action="invitation.revoked", target=str(row), actor=actor, at=now)
    return True
