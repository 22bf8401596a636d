"""News by mail: what is due goes into the outbox, all that waits for one person in one mail.

The mail and the note that it was written are one transaction, so a worker that is killed has done both or
neither, and the outbox is tried again by itself. Workers at once take rows that no other has taken.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from incidents.domain import mail
from incidents.domain.notifications import kinds, preferences, reading, unsubscribing
from incidents.domain.notifications.preferences import GATHERED, MAILED
from incidents.domain.notifications.reading import NewsItem
from incidents.models import Notification, NotificationWay, OutgoingMail, User

AT_ONCE = 500
"""People who are mailed in one run."""
MOST_LINES = 50
"""Of one mail; the page has all."""
MOST_ROWS = 1_000
ONE_CLICK = "List-Unsubscribe=One-Click"
SEVERAL = "News for you"
"""The subject of a mail about more than one thing."""

TEXT = """\
Hello {person},

{lines}

All your news: {page}
How you are told: {preferences}
{end}"""
END = """\
No more mails like this one, without signing in: {link}
"""


def write_due(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Writes a mail for everybody to whom news is due, and returns how many mails."""
    due = Notification.objects.to_mail(now).order_by("recipient").values_list("recipient", flat=True)
    people = due.distinct()[:limit]
    return sum(_write(person, now) is not None for person in list(people))


def give_up(*, now: datetime) -> int:
    """Leaves what is due to the page where no server is configured: one that comes later gets no old news."""
    return Notification.objects.to_mail(now).update(mail_due_at=None)


@transaction.atomic
def _write(key: int, now: datetime) -> OutgoingMail | None:
    """One mail with everything that is due to the account by now, and would be within the minute."""
    person = User.objects.get(pk=key)
    taken = _taken(person, now)
    items = reading.among(person=person, keys=[row.pk for row in taken])
    ways = preferences.chosen(person=person) if person.email else {}
    told, later = [], []
    for row in taken:
        way = ways.get(row.kind, NotificationWay.PAGE)
        if row.pk not in items or _is_settled(row, way):
            continue
        if way == NotificationWay.DAILY and preferences.next_digest(row.at) > now:
            later.append(row.pk)
        else:
            told.append(items[row.pk])
    written = _post(person, told, now) if told else None
    of = Notification.objects.filter
    of(pk__in=[row.pk for row in taken]).update(mail_due_at=None)
    of(pk__in=later).update(mail_due_at=preferences.next_digest(now))
    of(pk__in=[item.key for item in told]).update(mail=written)
    return written


def _taken(person: User, now: datetime) -> list[Notification]:
    """Locked until the transaction ends. What another worker has locked is in its mail."""
    due = Notification.objects.filter(recipient=person).to_mail(now + GATHERED)
    return list(due.order_by("pk").select_for_update(skip_locked=True)[:MOST_ROWS])


def _is_settled(row: Notification, way: NotificationWay) -> bool:
    """Whether it is for the page alone by now, or was read there."""
    return way not in MAILED or (row.read_at is not None and not kinds.BY_NAME[row.kind].is_security)


def _post(person: User, told: Sequence[NewsItem], now: datetime) -> OutgoingMail:
    about = [kinds.BY_NAME[name] for name in dict.fromkeys(item.kind for item in told)]
    link = unsubscribing.link(person=person, about=about, now=now)
    text = TEXT.format(
        person=person,
        lines="\n".join(_lines(told)),
        page=_address("news"),
        preferences=_address("notification-preferences"),
        end=END.format(link=link) if link else "",
    )
    subject = about[0].subject if len(about) == 1 else SEVERAL
    headers = {"List-Unsubscribe": f"<{link}>", "List-Unsubscribe-Post": ONE_CLICK} if link else {}
    return mail.post(
        recipient=person.email, subject=f"Soundings: {subject}", text=text, headers=headers, now=now
    )


def _lines(told: Sequence[NewsItem]) -> Iterator[str]:
    for item in told[:MOST_LINES]:
        yield f"- {item.sentence}\n  {item.at:%-d %B %Y, %H:%M} UTC, {settings.BASE_URL}{item.path}"
    if len(told) > MOST_LINES:
        yield f"- and {len(told) - MOST_LINES} more"


def _address(name: str) -> str:
    return settings.BASE_URL + reverse(name)
