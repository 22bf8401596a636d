"""What people read of their news, and that they have read it.

News of a story is there as long as its reader may see the story, and what is for administrators as long as
she is one: it is neither shown nor counted otherwise.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce, NullIf

from incidents.domain.notifications import kinds
from incidents.models import Notification, User, statements
from incidents.models.notification import NotificationQuerySet
from incidents.models.reader import PERSON, Reader
from incidents.models.statements import Statement

NEWEST = 5
"""How many of the unread the first page shows."""
UNKNOWN = "Something happened that this version of Soundings does not know."


@dataclass(frozen=True)
class NewsItem:
    """One piece of news in words: `path` leads to more of it, `title` is that of its story, if it has one."""

    key: int
    kind: str
    sentence: str
    path: str
    title: str
    at: datetime
    is_read: bool


@dataclass(frozen=True)
class NewsPage:
    """`older`: the key that the next page is asked for with, 0 where there is none."""

    items: tuple[NewsItem, ...]
    older: int


def page(*, person: User, only_unread: bool, before: int, number: int) -> NewsPage:
    """At most so many, the newest first; those below the key `before`, unless it is 0."""
    found = of(person)
    if only_unread:
        found = found.unread()
    if before:
        found = found.filter(pk__lt=before)
    return _cut(list(found.newest_first().values_list(*_COLUMNS)[: number + 1]), number)


def newest_unread(*, person: User) -> NewsPage:
    """The first `NEWEST`. One statement, which is compiled once."""
    statement = _unread(Reader.of(person).placeholder, person.is_administrator)
    return _cut(statement.rows(reader=person.pk), NEWEST)


def find(*, person: User, key: int) -> NewsItem | None:
    row = of(person).filter(pk=key).values_list(*_COLUMNS).first()
    return item(*row) if row else None


def among(*, person: User, keys: Collection[int]) -> dict[int, NewsItem]:
    """Those of the keys that she may read now."""
    rows = of(person).filter(pk__in=keys).values_list(*_COLUMNS)
    return {found.key: found for found in (item(*row) for row in rows)}


def mark(*, person: User, key: int, now: datetime) -> bool:
    """Returns whether it was unread."""
    return of(person).unread().filter(pk=key).update(read_at=now) > 0


def mark_all(*, person: User, up_to: int, now: datetime) -> int:
    """Marks what was there when the page was made: `up_to` is the newest key on it. Returns how many."""
    return of(person).unread().filter(pk__lte=up_to).update(read_at=now)


def forget(*, days: int, now: datetime) -> int:
    """Deletes what was read more than so many days ago; 0 days keep all. Returns how many."""
    if not days:
        return 0
    return Notification.objects.read_before(now - timedelta(days=days)).delete()[0]


def of(person: User) -> NotificationQuerySet:
    """What the person may read now."""
    return _shown(Reader.of(person), person.is_administrator).filter(recipient=person)


def item(*columns: Any) -> NewsItem:
    """Of the columns `_COLUMNS`; the details are text where a compiled statement has read them."""
    key, name, details, at, read_at, ref, title, actor = columns
    details = json.loads(details) if isinstance(details, str) else details
    known = kinds.BY_NAME.get(name)
    facts = kinds.facts(details, actor=actor, ref=ref)
    return NewsItem(
        key=key,
        kind=name,
        sentence=known.said(facts) if known else UNKNOWN,
        path=known.path(facts) if known else "",
        title=title or "",
        at=at,
        is_read=read_at is not None,
    )


def _cut(rows: Sequence[tuple[Any, ...]], number: int) -> NewsPage:
    """Of one row more than there is room for, which says that there are more."""
    items = tuple(item(*row) for row in rows[:number])
    return NewsPage(items, older=items[-1].key if len(rows) > number else 0)


@cache
def _unread(reader: Reader, is_administrator: bool) -> Statement:
    """`reader` is a placeholder."""
    unread = _shown(reader, is_administrator).filter(recipient=PERSON).unread()
    return statements.compiled(unread.newest_first().values_list(*_COLUMNS)[: NEWEST + 1])


def _shown(reader: Reader, is_administrator: bool) -> NotificationQuerySet:
    found = Notification.objects.visible_to(reader)
    return found if is_administrator else found.exclude(kind__in=kinds.OF_ADMINISTRATORS)


_COLUMNS = (
    *("pk", "kind", "details", "at", "read_at", "story__ref", "story__title"),
    Coalesce(NullIf("actor__display_name", Value("")), "actor__username"),
)
