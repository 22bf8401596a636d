"""How people want to be told, by kind."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.domain.notifications import kinds
from incidents.domain.notifications.kinds import NotificationKind
from incidents.models import NotificationPreference, NotificationWay, User

GATHERED = timedelta(minutes=1)
"""How long news waits for more, which then goes out in the same mail."""

MAILED = frozenset({NotificationWay.AT_ONCE, NotificationWay.DAILY})


def ways(*, people: Collection[User], of: NotificationKind) -> dict[int, NotificationWay]:
    """How each is told news of one kind, by the key of the account."""
    if of.is_security:
        return {person.pk: NotificationWay.AT_ONCE for person in people}
    chosen = NotificationPreference.objects.filter(user__in=[person.pk for person in people], kind=of.name)
    return {person.pk: of.way for person in people} | {
        row.user_id: NotificationWay(row.way) for row in chosen
    }


def chosen(*, person: User) -> dict[str, NotificationWay]:
    """How the person is told, by the name of each kind that she may get."""
    rows = NotificationPreference.objects.filter(user=person).values_list("kind", "way")
    own = {name: NotificationWay(way) for name, way in rows}
    return {
        kind.name: NotificationWay.AT_ONCE if kind.is_security else own.get(kind.name, kind.way)
        for kind in kinds.of(person)
    }


@transaction.atomic
def choose(*, person: User, ways: Mapping[str, NotificationWay]) -> None:
    """Keeps what the person chose, by the name of the kind; what she may not choose is left out."""
    NotificationPreference.objects.bulk_create(
        [
            NotificationPreference(user=person, kind=kind.name, way=ways[kind.name])
            for kind in kinds.of(person)
            if kind.name in ways and not kind.is_security
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["way"],
    )


def due(way: NotificationWay, *, now: datetime) -> datetime | None:
    """When news that comes now is mailed; None where it is not."""
    if way == NotificationWay.AT_ONCE:
        return now + GATHERED
    return next_digest(now) if way == NotificationWay.DAILY else None


def next_digest(now: datetime) -> datetime:
    """The first moment after now at which the daily mail goes out."""
    today = now.replace(hour=settings.DIGEST_HOUR, minute=0, second=0, microsecond=0)
    return today if now < today else today + timedelta(days=1)
