"""Role and teams follow from the groups that somebody has at the provider, at each sign-in."""

from datetime import datetime

from django.conf import settings

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import accounts
from incidents.errors import NotPossible
from incidents.models import Identity, Membership, Team, User
from incidents.openid import ROLES, SingleSignOn

GROUPS = "The groups at the provider of single sign-on say so."
DISCONNECTED = "The account is no longer connected to the provider of single sign-on."


def follow(*, identity: Identity, groups: tuple[str, ...], site: SingleSignOn, now: datetime) -> None:
    """To be called in the transaction of a sign-in."""
    _follow_role(identity, site.role_of(groups), GROUPS, now)
    _follow_teams(identity.user, set(site.teams.given(groups)), GROUPS, now)


def take_back(*, identity: Identity, now: datetime) -> None:
    """What groups gave goes with the identity; to be called in the transaction that removes it."""
    _follow_role(identity, "", DISCONNECTED, now)
    _follow_teams(identity.user, set(), DISCONNECTED, now)


def _follow_role(identity: Identity, granted: str, reason: str, now: datetime) -> None:
    """Without a group that gives a role, what a group gave before is taken back, and nothing else."""
    user = identity.user
    wanted = granted or (_lower(user.role, settings.NEW_ACCOUNTS) if identity.role_given else user.role)
    if wanted != user.role and not _set_role(user, wanted, reason, now):
        return  # what was given stays on record, so that the next sign-in tries again
    identity.role_given = granted


def _set_role(user: User, role: str, reason: str, now: datetime) -> bool:
    """Whether it was possible: the last administrator stays one."""
    details = {"from": user.role, "to": role}
    try:
        with accounts.keeping_an_administrator():
            User.objects.filter(pk=user.pk).update(role=role)
    except NotPossible:
        audit.record(
            action="role.kept",
            target=user.username,
            actor=None,
            at=now,
            reason="Nobody else may administer.",
            details=details,
        )
        return False
    before, user.role = user.role, role
    _record("role.changed", user, details, reason, now)
    if user.date_joined < now:  # to somebody new it is no change
        notify(kinds.ROLE_CHANGED, to=[user], at=now, by=kinds.GROUPS, before=before, after=role)
    return True


def _follow_teams(user: User, wanted: set[str], reason: str, now: datetime) -> None:
    """Memberships that somebody added by hand are left alone."""
    rows = {row.team.slug: row for row in user.memberships.select_related("team")}
    for team in Team.objects.filter(slug__in=wanted - rows.keys()).order_by("slug"):
        _, is_new = Membership.objects.get_or_create(team=team, user=user, defaults={"from_groups": True})
        if is_new:
            _record("member.added", user, {"team": team.slug}, reason, now)
            if user.date_joined < now:
                notify(kinds.TEAM_JOINED, to=[user], at=now, by=kinds.GROUPS, team=team.name)
    for slug, row in rows.items():
        if row.from_groups and slug not in wanted:
            row.delete()
            _record("member.removed", user, {"team": slug}, reason, now)
            notify(kinds.TEAM_LEFT, to=[user], at=now, by=kinds.GROUPS, team=row.team.name)


def _record(action: str, user: User, details: dict[str, str], reason: str, now: datetime) -> None:
    audit.record(
        action=action,
        target=user.username,
        actor=None,
        at=now,
        reason=reason,
        details=details,
    )


def _lower(role: str, other: str) -> str:
    return min(role, other, key=ROLES.index)
