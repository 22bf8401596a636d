"""Lists of actions: all that a reader may see and that fit, her own, and those of one story."""

from dataclasses import dataclass
from datetime import date
from enum import Enum

from incidents.domain.actions.values import may_see
from incidents.models import ActionItem, ActionState, Incident, User, presence
from incidents.models.action_item import UNFINISHED, ActionItemQuerySet
from incidents.models.reader import Reader

STATES = {"unfinished": UNFINISHED, **{state.value: (state,) for state in ActionState}}
"""What a list asks for by `state`; all where it asks for none of these."""
NOBODY = "none"
MOST_OFFERED = 100


@dataclass(frozen=True)
class ActionFilter:
    """What is empty filters nothing. A value that the reader may not see is one that nobody has."""

    state: str = "unfinished"
    owner: str = ""
    """A user name, or `none` where nobody owns it."""
    team: str = ""
    """The slug of the story's team."""
    story: str = ""
    type: str = ""
    component: str = ""
    is_overdue: bool = False

    def items(self, *, reader: Reader, today: date) -> ActionItemQuerySet:
        found = ActionItem.objects.visible_to(reader)
        if self.state in STATES:
            found = found.filter(state__in=STATES[self.state])
        if self.is_overdue:
            found = found.overdue(today)
        if self.owner:
            found = (
                found.filter(owner=None) if self.owner == NOBODY else found.filter(owner__username=self.owner)
            )
        for column, value in (
            ("incident__team__slug", self.team),
            ("incident__ref", self.story.upper()),
            ("type", self.type),
        ):
            if value:
                found = found.filter(**{column: value})
        if self.component:
            found = found.filter(incident__entry__labels__contains=[f"component:{self.component}"])
        return found


@dataclass(frozen=True)
class ActionPage:
    """`total` counts all that fit, also on other pages."""

    rows: tuple[ActionItem, ...]
    total: int


class OwnerState(Enum):
    FINE = "fine"
    NOBODY = "nobody"
    LEFT = "left"
    """The account is closed."""
    SHUT_OUT = "shut out"
    """The story is closed to her."""


def listed(*, asked: ActionFilter, reader: Reader, today: date, page: int, number: int) -> ActionPage:
    """The page with this number, counted from 1: the soonest due first."""
    found = asked.items(reader=reader, today=today)
    first = (page - 1) * number
    rows = found.with_people().soonest_first()[first : first + number]
    return ActionPage(tuple(rows), found.count())


def mine(*, person: User, number: int) -> list[ActionItem]:
    """Her unfinished actions of stories that she may see, the soonest due first."""
    if not presence.has_work(person.pk):
        return []
    own = ActionItem.objects.of(person).unfinished().visible_to(Reader.of(person))
    return list(own.with_people().soonest_first()[:number])


def of_story(incident: Incident) -> list[ActionItem]:
    """For whoever may see the story: what is to be done comes before what is done or dropped."""
    if not presence.has_actions(incident.pk):
        return []
    rows = incident.action_items.with_people().soonest_first()
    return sorted(rows, key=lambda item: item.is_closed)


def owner_state(item: ActionItem) -> OwnerState:
    if item.owner is None:
        return OwnerState.NOBODY
    if not item.owner.is_active:
        return OwnerState.LEFT
    return OwnerState.FINE if may_see(item.owner, item.incident) else OwnerState.SHUT_OUT


def owners_for(incident: Incident, person: User) -> list[User]:
    """Whom a form offers as owner: the person herself, and those in the story's team."""
    members = User.objects.active().filter(memberships__team=incident.team, is_service=False)
    others = members.exclude(pk=person.pk).order_by("username")[:MOST_OFFERED]
    return [person, *(others if incident.team else ())]
