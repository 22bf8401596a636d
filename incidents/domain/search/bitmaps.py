"""Which stories have which label, as bitmaps of their keys: to count a million stories is to count bits.

Each process keeps them. A search sees by the number of the last change whether an entry was written since,
and reads what was. Entries are never deleted, and saves hold a lock: who sees a change sees all before it.
"""

import sys
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from pyroaring import BitMap

from incidents.models import index_state, statements
from incidents.models.index_state import IndexState
from incidents.models.statements import Statement

LABELS = ("components_id", "failure_modes_id", "effects_id", "traits_id")
VALUES = {
    "organisation": "organisation_id",
    "standing": "visibility || '/' || status",
    "appeared_at": "date_trunc('week', appeared_at AT TIME ZONE 'UTC')::date",
    "modified_at": "date_trunc('week', modified_at AT TIME ZONE 'UTC')::date",
    "occurred_on": "date_trunc('month', occurred_on)::date",
    "prefix": "prefix || ':' || to_char(number / 1000, 'FM0000000')",
}
"""Groups beside the facets of labels: `standing`, and what lists are ordered by, coarsely."""
UNKNOWN = ""
"""The value of those that have none of a group of `VALUES`."""
# Keys are packed, since reading an array takes half as long again.
OF_LABELS = """
SELECT labels, packed FROM (
    SELECT {column} AS id, string_agg(int4send(incident_id::int4), ''::bytea) AS packed
    FROM incidents_searchentry WHERE change > %(since)s GROUP BY 1
) AS grouped JOIN incidents_labelset USING (id)
"""
OF_VALUES = """
SELECT ARRAY['{group}:' || coalesce(value::text, '')], packed FROM (
    SELECT {column} AS value, string_agg(int4send(incident_id::int4), ''::bytea) AS packed
    FROM incidents_searchentry WHERE change > %(since)s GROUP BY 1
) AS grouped
"""
READ = " UNION ALL ".join(
    [
        *(OF_LABELS.format(column=column) for column in LABELS),
        *(OF_VALUES.format(group=group, column=column) for group, column in VALUES.items()),
    ]
)
PACKED = "SELECT string_agg(int4send(id::int4), ''::bytea) FROM ({entries}) AS found(id)"
KEY_BYTES = 4
Written = Iterable[tuple[list[str], bytes]]
"""Labels such as `component:network/dns`, and the keys of the stories that have them."""


@dataclass(frozen=True)
class Bitmaps:
    """Never altered: a search that has begun goes on with what it began with."""

    mark: IndexState = index_state.EMPTY
    """What is known up to there."""
    groups: Mapping[str, dict[str, BitMap]] = field(default_factory=dict)
    """Keys by value by group, values in their order: facets as in `facets.COLUMNS`, and `VALUES`."""

    def of(self, group: str) -> dict[str, BitMap]:
        return self.groups.get(group, {})

    def having(self, group: str, values: Iterable[str]) -> BitMap:
        """The stories with any of the values."""
        kept = self.of(group)
        return BitMap.union(*(kept[value] for value in values if value in kept), BitMap())

    def with_written(self, written: Written, *, mark: IndexState) -> "Bitmaps":
        found: dict[str, dict[str, list[BitMap]]] = defaultdict(lambda: defaultdict(list))
        for labels, packed in written:
            stories = keys(packed)
            for label in labels:
                group, _, value = label.partition(":")
                found[group][value].append(stories)
        anew = BitMap.union(*(one for some in found["standing"].values() for one in some), BitMap())
        groups = self.groups.keys() | found.keys()
        return Bitmaps(mark, {group: _merged(self.of(group), found[group], anew) for group in groups})


def _merged(
    before: Mapping[str, BitMap], found: Mapping[str, list[BitMap]], anew: BitMap
) -> dict[str, BitMap]:
    left = {value: kept - anew if kept.intersect(anew) else kept for value, kept in before.items()}
    came = {value: BitMap.union(*some, left.get(value, BitMap())) for value, some in found.items()}
    return {value: stories for value, stories in sorted({**left, **came}.items()) if stories}


def keys(packed: bytes | None) -> BitMap:
    """Null where there are none."""
    numbers = array("I", packed or b"")
    if sys.byteorder == "little":
        numbers.byteswap()
    return BitMap(numbers)


def packed(stories: "QuerySet[Any]") -> Statement:
    """What asks for their keys."""
    found = statements.compiled(stories.order_by().values_list("pk"))
    return Statement(PACKED.format(entries=found.sql), found.parameters)


class _BitmapCache:
    """What this process knows. Two that find it stale at once do the work once."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.bitmaps = Bitmaps()

    def fresh(self, mark: IndexState) -> Bitmaps:
        with self.lock:
            known = self.bitmaps
            if mark.change < known.mark.change:
                mark = index_state.current()  # another thread may have looked later and come first
            if mark.file != known.mark.file or mark.change < known.mark.change:
                known = Bitmaps()
            if mark.change > known.mark.change:
                known = known.with_written(_written(since=known.mark.change), mark=mark)
            self.bitmaps = known
            return known


_kept = _BitmapCache()


def at(mark: IndexState) -> Bitmaps:
    """What is known of all entries up to that change; one query where something was written since.

    To be asked outside of a transaction that has written: what it never commits would be kept.
    """
    return _kept.fresh(mark)


def forget() -> None:
    """For tests, which take back what they have written."""
    _kept.bitmaps = Bitmaps()


def _written(*, since: int) -> Written:
    with connection.cursor() as cursor:
        cursor.execute(READ, {"since": since})
        yield from cursor  # row by row: a list of them all leaves holes in memory that stay
