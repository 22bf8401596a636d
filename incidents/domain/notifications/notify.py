"""Telling people something."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from incidents.domain.notifications import preferences
from incidents.domain.notifications.kinds import NotificationKind, facts
from incidents.models import Incident, Notification, NotificationWay, User


def notify(
    kind: NotificationKind,
    *,
    to: Iterable[User],
    at: datetime,
    actor: User | None = None,
    story: Incident | None = None,
    key: str = "",
    **details: Any,
) -> None:
    """Tells `to` what has happened; to be called in the transaction in which it does.

    `details` are what the sentence of the kind names, but for actor and story: texts and numbers, none of
    them from a story. `key`: of several who tell one person the same, one does. Left out are the actor,
    people whom the kind is not for, and those who have switched it off.
    """
    people = [person for person in to if person != actor and kind.may_go_to(person)]
    if not people:
        return
    # Whatever is missing fails here, where the mistake is, and not on the page of its reader.
    kind.said(facts(details, actor=actor, ref=story.ref if story else None))
    ways = preferences.ways(people=people, of=kind)
    Notification.objects.bulk_create(
        (
            Notification(
                recipient=person,
                kind=kind.name,
                story=story,
                actor=actor,
                details=details,
                at=at,
                key=key,
                mail_due_at=preferences.due(ways[person.pk], now=at) if person.email else None,
            )
            for person in people
            if ways[person.pk] != NotificationWay.OFF
        ),
        ignore_conflicts=True,
    )
