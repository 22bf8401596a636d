"""Finds stories: `find(reader=…, query=Query(…))` answers with `Results`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from django.db import transaction

from incidents.domain.search import index, paging, rows, scope, selection
from incidents.domain.search.facets import CountedFacet
from incidents.domain.search.listing import Shown
from incidents.domain.search.paging import Start
from incidents.domain.search.query import Query
from incidents.domain.search.rows import FoundRow
from incidents.domain.search.scope import Scope
from incidents.domain.search.selection import Selection
from incidents.finding import queries, spelling
from incidents.finding.snippets import Marks
from incidents.finding.storage import IndexHits, Snapshot, clauses
from incidents.models import Incident
from incidents.models.reader import Reader

__all__ = ["FoundRow", "Query", "Results", "find"]


@dataclass(frozen=True)
class Results:
    rows: tuple[FoundRow, ...]
    total: int
    """Exact, of all stories that the reader may see."""
    facets: tuple[CountedFacet, ...]
    """In the order of `facets.FACETS`."""
    page: int
    pages: int
    next: str | None
    """The cursor for `after`; None on the last page."""
    suggestions: tuple[str, ...]
    """Queries that do find something; only where this one found nothing."""
    direct: Incident | None
    """The story whose reference or other name the text is."""


class _FoundPage(NamedTuple):
    """What the index knows of a page; its rows are in the database."""

    hits: IndexHits
    total: int
    facets: tuple[CountedFacet, ...]
    suggestions: tuple[str, ...]


# Nothing is kept of what a transaction around it might take back.
@transaction.atomic(savepoint=False, durable=True)
def find(
    *,
    reader: Reader,
    query: Query,
    shown: Shown | None = None,
    limit: int = 20,
    page: int = 1,
    after: str | None = None,
) -> Results:
    """One page of stories, by its number or after a cursor; two queries where something is found.

    One more where the text is a name, and a few where the index is behind. Every order but relevance goes on
    after the story that the cursor was made of, whatever has come in between.
    Raises `Refused` for a cursor of another list, `IndexBeingBuilt` where there is nothing to search in yet.
    """
    start = paging.start(query.order, position=after, offset=(page - 1) * limit)
    seen = scope.read(reader=reader, text=query.text, statuses=query.statuses)
    found = index.searched(seen.state, partial(_found, seen, query, start, limit))
    keys, more = found.hits.keys[:limit], len(found.hits.keys) > limit
    listed = rows.read(keys, reader=reader, marks=marks(query.text), shown=shown, sort=query.order)
    return Results(
        rows=listed,
        total=found.total,
        facets=found.facets,
        page=page,
        pages=-(-found.total // limit),
        next=_cursor(query.order, start, listed) if more and listed else None,
        suggestions=found.suggestions,
        direct=_named(seen.direct) if seen.direct else None,
    )


def marks(text: str) -> Marks | None:
    """The words to mark for a query; None where it wants none."""
    terms = queries.wanted(text)
    return Marks.of(terms) if terms else None


def _found(seen: Scope, query: Query, start: Start, limit: int, snapshot: Snapshot) -> _FoundPage:
    selected = Selection.of(scope=seen, query=query, snapshot=snapshot)
    stories = selected.under()
    wanted = clauses.all_of([stories, start.after]) if start.after else stories
    order, rising = paging.INDEXED.get(query.order, (None, False))
    hits = snapshot.search(wanted, limit=limit + 1, offset=start.offset, order=order, rising=rising)
    total = snapshot.search(stories, limit=0).total if start.after else hits.total
    is_asked = bool(query.text) and not total
    return _FoundPage(
        hits=hits,
        total=total,
        facets=selection.counted(selected),
        suggestions=_suggestions(selected) if is_asked else (),
    )


def _cursor(order: str, start: Start, listed: Sequence[FoundRow]) -> str:
    if order == "relevance":
        return paging.cursor_at([start.offset + len(listed)], order)
    return paging.cursor_at(json.loads(listed[-1].position), order)


def _named(key: int) -> Incident | None:
    return Incident.objects.filter(pk=key).only("ref", "title").first()


def _suggestions(selected: Selection) -> tuple[str, ...]:
    snapshot, visible = selected.snapshot, selected.scope.visible()

    def finds(text: str) -> bool:
        other = Selection.of(
            scope=selected.scope, query=replace(selected.query, text=text), snapshot=snapshot
        )
        return bool(snapshot.search(other.under(), limit=0).total)

    return spelling.suggestions(selected.query.text, snapshot, visible=visible, finds=finds)
