"""Teams: what they write is read by their members, so who is in one is a right.

Administrators make teams and name their leads; leads say who else is in their own team.
"""

from datetime import datetime

from django.db import transaction
from django.utils.text import slugify

from incidents import access
from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import rights
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Incident, Membership, Team, User
from incidents.yamltree import NOT_TEXT

LONGEST_NAME = 100
LONGEST_SLUG = 50
NOTHING = "Nothing was changed."


@transaction.atomic
def create(*, name: str, actor: User, at: datetime) -> Team:
    """A team without members; its slug follows from the name and stays when it is renamed.

    Raises `Refused` with every fault, `NotPossible` where the actor does not administer any more.
    """
    rights.check_administers(actor)
    _check_name(name, of=None)
    team = Team.objects.create(name=name, slug=_free_slug(name))
    audit.record(action="team.created", target=team.slug, actor=actor, at=at, details={"name": name})
    return team


@transaction.atomic
def rename(*, team: Team, name: str, actor: User, at: datetime) -> bool:
    """Returns whether it had another name. Raises as `create`."""
    rights.check_administers(actor)
    locked = _locked(team)
    before = locked.name
    if before == name:
        return False
    _check_name(name, of=locked)
    locked.name = name
    locked.save(update_fields=["name"])
    details = {"from": before, "to": name}
    audit.record(action="team.renamed", target=team.slug, actor=actor, at=at, details=details)
    return True


@transaction.atomic
def remove(*, team: Team, actor: User, at: datetime) -> bool:
    """Deletes a team to which no story belongs. Raises `NotPossible` otherwise, which says how many do."""
    rights.check_administers(actor)
    locked = _locked(team)
    if stories := Incident.objects.filter(team=locked).count():
        belong = "story belongs" if stories == 1 else "stories belong"
        raise NotPossible(f"{stories} {belong} to {locked.name}, so it stays. {NOTHING}")
    details = {"name": locked.name, "members": locked.memberships.count()}
    locked.delete()
    audit.record(action="team.removed", target=team.slug, actor=actor, at=at, details=details)
    return True


@transaction.atomic
def add_member(*, team: Team, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person is new in the team.

    Raises `Refused` where there is no open account of this user name, `NotPossible` where the actor may not
    say who is in the team any more.
    """
    locked = _led(team, actor)
    person = User.objects.active().filter(username=username).first()
    if person is None:
        raise Refused(
            NOTHING, [Fault("/username", f"names no open account; there is none called “{username}”")]
        )
    _, is_new = Membership.objects.get_or_create(team=locked, user=person)
    if is_new:
        _record("member.added", locked, person, actor, at)
        notify(kinds.TEAM_JOINED, to=[person], actor=actor, at=at, team=locked.name)
    return is_new


@transaction.atomic
def remove_member(*, team: Team, username: str, actor: User, at: datetime) -> bool:
    """Returns whether the person was in the team. Leads are removed by administrators only.

    Raises `NotPossible` where the actor may not do it any more.
    """
    locked = _led(team, actor)
    found = locked.memberships.select_related("user").filter(user__username=username).first()
    if found is None:
        return False
    if found.is_lead and not access.may_administer(actor):
        raise NotPossible(f"{found.user} leads the team; administrators remove leads. {NOTHING}")
    found.delete()
    _record("member.removed", locked, found.user, actor, at)
    notify(kinds.TEAM_LEFT, to=[found.user], actor=actor, at=at, team=locked.name)
    return True


@transaction.atomic
def name_lead(
    *,
    team: Team,
    username: str,
    is_lead: bool,
    actor: User,
    at: datetime,
) -> bool:
    """Makes a member a lead, or a lead a member. Returns whether that is a change.

    Raises `NotPossible` where the actor does not administer any more, or where the person is not in the team.
    """
    rights.check_administers(actor)
    locked = _locked(team)
    found = locked.memberships.select_related("user").filter(user__username=username).first()
    if found is None:
        raise NotPossible(f"{username} is not in {locked.name} any more. {NOTHING}")
    if found.is_lead == is_lead:
        return False
    found.is_lead = is_lead
    found.save(update_fields=["is_lead"])
    _record("lead.named" if is_lead else "lead.dismissed", locked, found.user, actor, at)
    if is_lead:
        notify(kinds.LEAD_NAMED, to=[found.user], actor=actor, at=at, team=locked.name)
    return True


def _led(team: Team, actor: User) -> Team:
    """The team, locked. Raises `NotPossible` where the actor may not say who is in it."""
    locked = _locked(team)
    account = User.objects.filter(pk=actor.pk).first()
    if account is None or not access.may_lead(account, locked):
        raise NotPossible(f"You do not lead {locked.name} any more. {NOTHING}")
    return locked


def _locked(team: Team) -> Team:
    """Changes of one team come one after the other."""
    found = Team.objects.select_for_update().filter(pk=team.pk).first()
    if found is None:
        raise NotPossible(f"{team.name} has been removed in the meantime. {NOTHING}")
    return found


def _check_name(name: str, *, of: Team | None) -> None:
    if not name:
        raise Refused(NOTHING, [Fault("/name", "is blank; write what the team is called")])
    if len(name) > LONGEST_NAME:
        raise Refused(
            NOTHING, [Fault("/name", f"is {len(name)} characters long; {LONGEST_NAME} are possible")]
        )
    if found := NOT_TEXT.search(name):
        raise Refused(
            NOTHING, [Fault("/name", f"holds the control character U+{ord(found.group()):04X}; remove it")]
        )
    others = Team.objects.exclude(pk=of.pk) if of else Team.objects.all()
    if others.filter(name__iexact=name).exists():
        raise Refused(NOTHING, [Fault("/name", "is the name of another team; choose another one")])


def _free_slug(name: str) -> str:
    """What the address says: letters of other scripts than Latin have no place in it."""
    stem = slugify(name)[: LONGEST_SLUG - 6].strip("-") or "team"
    taken = set(Team.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    numbered = (f"{stem}-{number}" for number in range(2, len(taken) + 3))
    return next(slug for slug in (stem, *numbered) if slug not in taken)


def _record(action: str, team: Team, person: User, actor: User, at: datetime) -> None:
    details = {"team": team.slug}
    audit.record(action=action, target=person.username, actor=actor, at=at, details=details)
