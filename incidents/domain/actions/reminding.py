"""Reminders: an action is due soon, is overdue, or its owner cannot do it any more."""

from datetime import date, datetime, timedelta

from django.db import transaction

from incidents.domain.actions import telling
from incidents.domain.actions.values import may_see, spoken
from incidents.domain.notifications import kinds, notify
from incidents.models import ActionItem, User

BEFORE = timedelta(days=3)
"""How long before the due date its owner is reminded."""
LOOKED_BACK = timedelta(days=30)
"""How long after the due date a worker that was down still reminds people of it."""


@transaction.atomic
def remind(*, now: datetime) -> None:
    """Safe to repeat, by several workers too: of one due date people are told once before and once after."""
    today = now.date()
    near = ActionItem.objects.unfinished().filter(due__lte=today + BEFORE, due__gte=today - LOOKED_BACK)
    for item in near.with_people().soonest_first():
        if item.due:
            _remind(item, item.due, today, now)
    left = ActionItem.objects.unfinished().filter(owner__is_active=False)
    for item in left.with_people().soonest_first():
        _tell_of_loss(item, now)


def _remind(item: ActionItem, due: date, today: date, now: datetime) -> None:
    is_overdue = due < today
    if item.owner and not may_see(item.owner, item.incident):
        _tell_of_loss(item, now)
    people = telling.concerned(item) if is_overdue or item.owner is None else _owner(item)
    notify(
        kinds.ACTION_OVERDUE if is_overdue else kinds.ACTION_DUE,
        to=people,
        at=now,
        story=item.incident,
        key=f"{item.pk} {due}",
        number=item.number,
        day=spoken(due),
    )


def _owner(item: ActionItem) -> list[User]:
    return [item.owner] if item.owner and may_see(item.owner, item.incident) else []


def _tell_of_loss(item: ActionItem, now: datetime) -> None:
    """The owner of the story, and whoever planned the action."""
    planner = [item.created_by] if may_see(item.created_by, item.incident) else []
    people = {person.pk: person for person in (*telling.concerned(item), *planner)}
    notify(
        kinds.ACTION_ORPHANED,
        to=people.values(),
        at=now,
        story=item.incident,
        key=f"{item.pk} {item.owner_id}",
        number=item.number,
    )
