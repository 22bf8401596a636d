"""Planning an action and changing what is written of it."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from incidents.domain.actions import recording, telling
from incidents.domain.actions.values import ActionValues, faults, owner_named, values_of
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import ActionItem, ActionState, Incident, User
from incidents.models.choices import ENDED

NOT_PLANNED = "The action was not saved."
NOTHING = "Nothing was changed."


@transaction.atomic
def plan(*, incident: Incident, values: ActionValues, actor: User, now: datetime) -> ActionItem:
    """A new action, open. Raises `Refused` with every fault, `NotPossible` where the story has ended."""
    story = Incident.objects.select_for_update(no_key=True).get(
        pk=incident.pk
    )  # numbers are given one by one
    if story.status in ENDED:
        raise NotPossible(f"{story.ref} was {story.status}, so nothing more is planned for it. {NOT_PLANNED}")
    owner = owner_named(values.owner, story) if values.owner else None
    if found := list(faults(values, before=None, incident=story, owner=owner, today=now.date())):
        raise Refused(NOT_PLANNED, found)
    last = story.action_items.aggregate(last=Max("number"))["last"] or 0
    item = ActionItem.objects.create(
        **asdict(values) | {"owner": owner, "title": values.title.strip()},
        incident=story,
        number=last + 1,
        created_by=actor,
        created_at=now,
        modified_at=now,
    )
    recording.record(item, deed="planned", actor=actor, now=now)
    telling.tell_assigned(item, actor=actor, now=now)
    return item


@transaction.atomic
def change(
    *,
    item: ActionItem,
    values: ActionValues,
    based_on: int,
    actor: User,
    now: datetime,
) -> ActionItem:
    """Raises `Refused` with every fault, `Outdated` where somebody changed it since `based_on`."""
    item = recording.locked(item, based_on)
    before = values_of(item)
    kept = item.owner if before.owner == values.owner else None
    owner = kept or (owner_named(values.owner, item.incident) if values.owner else None)
    found = list(faults(values, before=before, incident=item.incident, owner=owner, today=now.date()))
    if not values.owner and item.state == ActionState.IN_PROGRESS:
        found.append(Fault("/owner", "is needed while the action is in progress; put it back first"))
    if found:
        raise Refused(NOTHING, found)
    changed = [name for name, value in asdict(values).items() if getattr(before, name) != value]
    if not changed:
        return item
    for name in changed:
        setattr(item, name, owner if name == "owner" else getattr(values, name))
    recording.save(item, now=now)
    recording.record(item, deed="changed", actor=actor, now=now, columns=changed)
    if "owner" in changed:
        telling.tell_assigned(item, actor=actor, now=now)
    return item
