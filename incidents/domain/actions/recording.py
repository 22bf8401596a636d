"""What every change of an action has in common: the row is locked, counted, and written down twice.

The history of the action is for those who see it, the audit log for administrators, without its words.
"""

from collections.abc import Sequence
from datetime import datetime

from incidents.domain import audit
from incidents.errors import Outdated
from incidents.models import ActionItem, ActionItemChange, User


def locked(item: ActionItem, based_on: int) -> ActionItem:
    """The row as it is now, until the transaction ends. Raises `Outdated`."""
    rows = ActionItem.objects.select_for_update(of=("self",)).select_related("incident", "owner")
    found = rows.get(pk=item.pk)
    if found.version != based_on:
        message = f"The action is at version {found.version}; you started from {based_on}."
        raise Outdated(message, current=found.version)
    return found


def save(item: ActionItem, *, now: datetime) -> None:
    item.version += 1
    item.modified_at = now
    item.save()


def record(
    item: ActionItem,
    *,
    deed: str,
    actor: User,
    now: datetime,
    columns: Sequence[str] = (),
    words: str = "",
) -> None:
    ActionItemChange.objects.create(
        item=item, version=item.version, deed=deed, columns=list(columns), words=words, actor=actor, at=now
    )
    audit.record(
        action=f"action.{deed}",
        target=f"{item.incident.ref} action {item.number}",
        actor=actor,
        at=now,
        details={"changed": list(columns)} if columns else {},
    )
