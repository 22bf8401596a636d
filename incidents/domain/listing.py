"""Lists without words and without counts of facets, read as columns: a list of many rows makes no objects."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from incidents.domain import matching, paging
from incidents.domain.matching import Query
from incidents.models import Incident
from incidents.models.choices import READABLE
from incidents.models.incident import Reader


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
    entries = matching.entries(reader=reader, query=query, words=None)
    found = paging.ordered(entries, sort)
    if after:
        found = paging.after(found, sort, after)
    keys = [key.lstrip("-") for key in paging.ORDERS[sort]]
    columns = [f"incident__{path}" for path in PATHS]
    rows: list[Any] = list(found.values_list(*columns, *LABELS, *keys, named=True)[: limit + 1])
    return Page(
        rows=tuple(map(_listed, rows[:limit])),
        total=entries.count(),
        next=paging.cursor(rows[limit - 1], sort) if len(rows) > limit else None,
    )


def head(incident: Incident) -> Head:
    """Of an incident that comes with its organisation."""
    return Head(*(_along(incident, path) for path in PATHS))


def _listed(row: Any) -> Listed:
    components, failure_modes = row[len(PATHS) : len(PATHS) + len(LABELS)]
    return Listed(Head(*row[: len(PATHS)]), _slugs(components), _slugs(failure_modes))


def _slugs(labels: list[str]) -> tuple[str, ...]:
    return tuple(label.partition(":")[2] for label in labels)


def _along(thing: Any, path: str) -> Any:
    for name in path.split("__"):
        thing = None if thing is None else getattr(thing, name)
    return thing
