"""Lists without words and without counts of facets, read as columns: a list of many rows makes no objects."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from incidents.domain import facets, matching, paging
from incidents.domain.matching import Query
from incidents.models import Incident, SearchEntry, statements
from incidents.models.choices import READABLE
from incidents.models.incident import Reader
from incidents.models.statements import Statement


class Head(NamedTuple):
    """What a list shows of a story, in the order of `PATHS`."""

    ref: str
    uuid: UUID
    slug: str
    title: str
    summary: str
    kind: str
    status: str
    visibility: str
    organisation: str | None
    severity: str
    severity_basis: str
    environment: str
    trigger: str
    occurred_start: str
    occurred_precision: str
    revision: int
    published_at: datetime | None
    modified_at: datetime
    merged_into: int | None

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.visibility == "public" and self.status in READABLE


RENAMED = {
    "organisation": "organisation__name",
    "revision": "revision_number",
    "merged_into": "merged_into_id",
}
PATHS = tuple(RENAMED.get(name, name) for name in Head._fields)
LABELS = ("components__labels", "failure_modes__labels")


@dataclass(frozen=True)
class Listed:
    head: Head
    components: tuple[str, ...]
    failure_modes: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    rows: tuple[Listed, ...]
    total: int
    next: str | None
    """The cursor for `after`; None on the last page."""


def page(*, reader: Reader, query: Query, limit: int, after: str | None) -> Page:
    """Two queries. Raises `Refused` for a cursor of another list."""
    sort = "published" if query.sort == "relevance" else query.sort
    if query.chosen or query.modified_since or after:
        shown, counted = _statements(reader, query, sort, limit, after)
    else:
        shown, counted = _unfiltered(statements.alike(reader), query.statuses, sort, limit)
    rows = shown.rows({}, reader=reader)
    ((total,),) = counted.rows({}, reader=reader)
    more = len(rows) > limit
    return Page(
        rows=tuple(map(_listed, rows[:limit])),
        total=total,
        next=paging.cursor(_entry(rows[limit - 1], sort), sort) if more else None,
    )


def _statements(
    reader: Reader, query: Query, sort: str, limit: int, after: str | None
) -> tuple[Statement, Statement]:
    """What lists one row more than there is room for, and what counts all."""
    entries = matching.entries(reader=reader, query=query, words=None)
    found = paging.ordered(entries, sort)
    if after:
        found = paging.after(found, sort, after)
    columns = [f"incident__{path}" for path in PATHS]
    shown = found.values_list(*columns, *LABELS, *_keys(sort))[: limit + 1]
    return statements.of(shown), statements.counting(entries)


@lru_cache(maxsize=64)
def _unfiltered(
    reader: Reader, statuses: tuple[str, ...], sort: str, limit: int
) -> tuple[Statement, Statement]:
    return _statements(reader, Query(statuses=statuses), sort, limit, None)


def _keys(sort: str) -> list[str]:
    return [key.lstrip("-") for key in paging.ORDERS[sort]]


def _entry(row: tuple[Any, ...], sort: str) -> SearchEntry:
    keys = _keys(sort)
    return SearchEntry(**dict(zip(keys, row[-len(keys) :], strict=True)))


def head(incident: Incident) -> Head:
    """Of an incident that comes with its organisation."""
    return Head(*(_along(incident, path) for path in PATHS))


def _listed(row: Any) -> Listed:
    components, failure_modes = row[len(PATHS) : len(PATHS) + len(LABELS)]
    return Listed(Head(*row[: len(PATHS)]), facets.told(components), facets.told(failure_modes))


def _along(thing: Any, path: str) -> Any:
    for name in path.split("__"):
        thing = None if thing is None else getattr(thing, name)
    return thing
