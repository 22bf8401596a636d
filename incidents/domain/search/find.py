"""Finding stories: `find(reader=…, query=Query(…))` answers with `Results`.

`Query` (of `domain.matching`, also here): `text` as typed; `chosen` values by facet, such as
`{"component": ("network/dns",), "year": ("2019", "unknown")}`, the facets being those of `facets.COLUMNS`;
`all_of`, the facets of which every chosen value has to hold; `sort`, one of `paging.ORDERS`; `statuses`;
`modified_since`. Nothing typed as `text` is ever an error.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

from django.db import OperationalError, transaction
from psycopg.errors import QueryCanceled
from pyroaring import BitMap

from incidents.domain.search import facet_counts, ranking, rows, selection, suggestions
from incidents.domain.search import query as matching
from incidents.domain.search.facets import CountedFacet
from incidents.domain.search.listing import Shown
from incidents.domain.search.query import Query, TsQueries
from incidents.domain.search.rows import FoundRow, StatementKey
from incidents.domain.search.selection import Selection
from incidents.domain.search.window import stretch
from incidents.errors import NotPossible
from incidents.models import Incident
from incidents.models.reader import Reader

__all__ = ["FoundRow", "Query", "Results", "find"]


@dataclass(frozen=True)
class Results:
    rows: tuple[FoundRow, ...]
    total: int
    """Exact, of all stories that the reader may see."""
    facets: tuple[CountedFacet, ...]
    """In the order of `facets.COLUMNS`."""
    page: int
    pages: int
    next: str | None
    """The cursor for `after`; None on the last page."""
    limited_to: int | None
    """How many of the newest matches were ranked, where that is not all of them."""
    suggestions: tuple[str, ...]
    """Queries that do find something; only where this one found nothing."""
    direct: Incident | None
    """The story whose reference or other name the text is."""


def find(
    *,
    reader: Reader,
    query: Query,
    shown: Shown | None = None,
    limit: int = 20,
    page: int = 1,
    after: str | None = None,
    most_ranked: int = ranking.MOST,
) -> Results:
    """One page of stories, by its number or after a cursor; five queries where something is found.

    One more where the text is a name, and where an entry was written since this process last looked.

    Raises `Refused` for a cursor of another list, `NotPossible` where the search takes too long.
    """
    wanted = PageRequest(reader, limit, page, after, most_ranked, shown)
    for prefix in (True, False):
        # Too many words may begin like the last one: then it is searched for as typed.
        try:
            return _find(query, wanted, prefix=prefix)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
    raise NotPossible("This search takes too long. Leave words out, or use rarer ones.")


class PageRequest(NamedTuple):
    reader: Reader
    limit: int
    number: int
    after: str | None
    most_ranked: int
    shown: Shown | None


# Nothing is kept of what a transaction around it might take back.
@transaction.atomic(savepoint=False, durable=True)
def _find(query: Query, page: PageRequest, *, prefix: bool) -> Results:
    state = selection.state(reader=page.reader, query=query)
    asked = matching.asked(query.text, prefix=prefix)
    selected = selection.select(state=state, query=query, asked=asked, most_ranked=page.most_ranked)
    stories = selected.under()
    by_rank = query.sort == "relevance" and asked is not None and not asked.is_negative
    ranked = page.most_ranked if by_rank and len(stories) > page.most_ranked else None
    kind = StatementKey(
        reader=page.reader.placeholder,
        sort=query.sort if by_rank or query.sort != "relevance" else "published",
        has_words=asked is not None,
        ranked=ranked,
        shown=page.shown,
        limit=page.limit,
        skipped=0 if page.after else (page.number - 1) * page.limit,
        after=page.after,
    )
    found, cursor = _read(kind, page.reader, selected, stories, asked) if stories else ((), None)
    return Results(
        rows=found,
        total=len(stories),
        facets=facet_counts.counts(selected),
        page=page.number,
        pages=-(-(ranked or len(stories)) // page.limit),
        next=cursor,
        limited_to=ranked,
        suggestions=() if stories or not asked else _suggestions(page.reader, query),
        direct=_named(state.direct) if state.direct else None,
    )


def _read(
    kind: StatementKey, reader: Reader, selected: Selection, stories: BitMap, asked: TsQueries | None
) -> tuple[tuple[FoundRow, ...], str | None]:
    bitmaps = selected.state.bitmaps
    if kind.ranked:
        found, named = (
            stretch(bitmaps, some, "published", most=kind.ranked).stories
            for some in (stories, stories & selected.named)
        )
        return rows.read(kind, reader=reader, found=found, named=named, asked=asked)
    part = stretch(bitmaps, stories, kind.sort, skip=kind.skipped, most=kind.limit + 1, position=kind.after)
    kind = kind._replace(skipped=kind.skipped - part.skipped)
    return rows.read(kind, reader=reader, found=part.stories, named=(), asked=asked)


def _named(key: int) -> Incident | None:
    return Incident.objects.filter(pk=key).only("ref", "title").first()


def _suggestions(reader: Reader, query: Query) -> tuple[str, ...]:
    def finds(text: str) -> bool:
        words = matching.asked(text, prefix=True)
        return matching.entries(reader=reader, query=query, words=words).exists()

    unasked = replace(query, text="", chosen={})
    readable = matching.entries(reader=reader, query=unasked, words=None)
    return suggestions.near(text=query.text, entries=readable, finds=finds)
