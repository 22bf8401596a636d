"""Lists without words and without counts of facets. The database writes what is shown of a story, not Python:
a list of many rows makes no objects."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    Expression,
    QuerySet,
    Subquery,
)

from incidents.domain.search import facets, paging
from incidents.domain.search.facets import Entries
from incidents.domain.search.query import Query
from incidents.models import SearchEntry, statements
from incidents.models.incident import IS_OPEN
from incidents.models.json_text import JsonArray
from incidents.models.reader import Reader
from incidents.models.statements import Statement

Shown = Callable[[Reader], Expression]
"""What is shown of an entry to this reader, as text."""


class Number(Subquery):
    """The number of rows of a queryset, counted once for the whole result."""

    template = "(SELECT count(*) FROM (%(subquery)s) AS counted)"
    output_field = BigIntegerField()


@dataclass(frozen=True)
class ListingPage:
    rows: tuple[str, ...]
    is_open: bool
    """Whether everybody may read all of it."""
    total: int
    next: str | None
    """The cursor for `after`; None on the last page."""


def page(*, reader: Reader, query: Query, shown: Shown, limit: int, after: str | None) -> ListingPage:
    """One query, two where nothing is on the page. Raises `Refused` for a cursor of another list."""
    sort = query.order
    if query.chosen or query.modified_since or after:
        statement = statements.compiled(_listed(reader, query, shown, sort, limit, after))
    else:
        statement = _unfiltered(reader.placeholder, query.statuses, shown, sort, limit)
    rows = statement.rows(reader=reader.person)
    more = len(rows) > limit
    return ListingPage(
        rows=tuple(text for text, _, _, _ in rows[:limit]),
        is_open=all(is_open for _, is_open, _, _ in rows[:limit]),
        total=rows[0][3] if rows else _entries(reader, query).count(),
        next=paging.cursor_at(json.loads(rows[limit - 1][2]), sort) if more else None,
    )


def _listed(
    reader: Reader, query: Query, shown: Shown, sort: str, limit: int, after: str | None
) -> "QuerySet[SearchEntry, tuple[Any, ...]]":
    """One row more than there is room for, each with the number of all."""
    entries = _entries(reader, query)
    found = paging.ordered(entries, sort)
    if after:
        found = paging.after(found, sort, after)
    columns = (shown(reader), IS_OPEN, JsonArray(*paging.keys(sort)), Number(entries.values("pk")))
    return found.values_list(*columns)[: limit + 1]


def _entries(reader: Reader, query: Query) -> Entries:
    """Stories the reader may see under the choices of a query."""
    readable = SearchEntry.objects.visible_to(reader)
    found: Entries = readable.with_status(query.statuses) if query.statuses else readable
    if query.modified_since:
        found = found.filter(modified_at__gte=query.modified_since)
    for facet, values in query.chosen.items():
        if values:
            found = found.filter(facets.condition(facet, values, all_of=facet in query.all_of))
    return found


@lru_cache(maxsize=64)
def _unfiltered(reader: Reader, statuses: tuple[str, ...], shown: Shown, sort: str, limit: int) -> Statement:
    return statements.compiled(
        _listed(reader, Query(statuses=statuses), shown, sort, limit, None)
    ).with_literals()
