"""The list of invitations: all of them for administrators, for leads those into their teams."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from incidents import access
from incidents.models import Invitation, Team, User
from incidents.models.invitation import InvitationQuerySet

ON_A_PAGE = 50
MOST_PEOPLE = 100
"""Of those whose names have the words that are looked for."""
STATES = ("open", "used", "expired", "revoked")


@dataclass(frozen=True)
class InvitationFilter:
    """What is asked for; empty: all."""

    text: str = ""
    state: str = ""


@dataclass(frozen=True)
class ListedInvitation:
    """`may_change`: whether the viewer may revoke it, or make a new link."""

    row: Invitation
    state: str
    may_change: bool


@dataclass(frozen=True)
class InvitationPage:
    """`older` is the key that the next page is asked for with; 0 where there is none."""

    rows: tuple[ListedInvitation, ...]
    older: int = 0


def listed(*, asked: InvitationFilter, viewer: User, before: int, now: datetime) -> InvitationPage:
    """The newest first; those below the key `before`, where it is not 0."""
    found = _visible_to(viewer)
    match asked.state:
        case "open":
            found = found.open(now)
        case "used":
            found = found.accepted()
        case "expired":
            found = found.expired(now)
        case "revoked":
            found = found.revoked()
    order = "-pk"
    if asked.text:
        people = User.objects.get_queryset().found_by(asked.text).values_list("pk", flat=True)
        found = found.found_by(asked.text, list(people[:MOST_PEOPLE]))
        # No index has this order, so the words are looked up first, as in the list of people.
        found, order = found.annotate(place=F("pk") + 0), "-place"
    if before:
        found = found.filter(pk__lt=before)
    rows = found.select_related("invited_by", "accepted_by").prefetch_related("teams").order_by(order)
    page = list(rows[: ON_A_PAGE + 1])
    led = _led(viewer)
    shown = tuple(_one(row, viewer, led, now) for row in page[:ON_A_PAGE])
    return InvitationPage(shown, shown[-1].row.pk if len(page) > ON_A_PAGE else 0)


def one_listed(*, key: int, viewer: User) -> Invitation | None:
    """An invitation, if it is in the list of whoever asks."""
    return _visible_to(viewer).filter(pk=key).first()


def _visible_to(viewer: User) -> InvitationQuerySet:
    everything = Invitation.objects.all()
    if access.may_administer(viewer):
        return everything
    return everything.into_teams(Team.objects.led_by(viewer))


def _led(viewer: User) -> frozenset[int]:
    return frozenset(Team.objects.led_by(viewer).values_list("pk", flat=True))


def _one(row: Invitation, viewer: User, led: frozenset[int], now: datetime) -> ListedInvitation:
    may = access.may_invite(viewer, role=row.role, teams=list(row.teams.all()), led=led)
    return ListedInvitation(row, row.state(now), may and row.accepted_at is None)
