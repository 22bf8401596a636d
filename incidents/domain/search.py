"""Finding stories: `find(reader=…, query=Query(…))` answers with `Results`.

`Query` (of `domain.matching`, also here): `text` as typed; `chosen` values by facet, such as
`{"component": ("network/dns",), "year": ("2019", "unknown")}`, the facets being those of `facets.COLUMNS`;
`all_of`, the facets of which every chosen value has to hold; `sort`, one of `paging.ORDERS`; `statuses`;
`modified_since`. Nothing typed as `text` is ever an error.
"""

from dataclasses import dataclass, replace

from django.db import OperationalError, transaction
from django.db.models import Expression, F
from psycopg.errors import QueryCanceled
from pyroaring import BitMap

from incidents.domain import (
    counting,
    matching,
    paging,
    ranking,
    selection,
    snippets,
    stretching,
    suggestions,
)
from incidents.domain.bitmaps import Bitmaps
from incidents.domain.facets import Entries, Facet
from incidents.domain.listing import Shown
from incidents.domain.matching import Asked, Query
from incidents.errors import NotPossible
from incidents.models import Incident, SearchEntry
from incidents.models.incident import Reader
from incidents.stories.passages import Passage

__all__ = ["Query", "Results", "Row", "find"]


@dataclass(frozen=True)
class Row:
    """`incident` comes with its organisation; components and failure modes are slugs."""

    incident: Incident
    components: tuple[str, ...]
    failure_modes: tuple[str, ...]
    title: Passage
    snippet: Passage
    """Segments of plain text, marked or not: templates escape them like any text."""
    shown: str
    """What `shown` of `find` made of the story."""


@dataclass(frozen=True)
class Results:
    rows: tuple[Row, ...]
    total: int
    """Exact, of all stories that the reader may see."""
    facets: tuple[Facet, ...]
    """In the order of `facets.COLUMNS`; empty where they were not asked for."""
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
    wanted = Page(limit, page, (page - 1) * limit, after, most_ranked, reader, shown and shown(reader))
    for prefix in (True, False):
        # Too many words may begin like the last one: then it is taken as it stands.
        try:
            return _find(query, wanted, prefix=prefix)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
    raise NotPossible("This search takes too long. Leave words out, or use rarer ones.")


@dataclass(frozen=True)
class Page:
    limit: int
    number: int
    skipped: int
    after: str | None
    most_ranked: int
    reader: Reader
    shown: Expression | None


# Nothing is kept of what a transaction around it might take back.
@transaction.atomic(savepoint=False, durable=True)
def _find(query: Query, page: Page, *, prefix: bool) -> Results:
    state = selection.state(reader=page.reader, query=query)
    asked = matching.asked(query.text, prefix=prefix)
    selected = selection.select(state=state, query=query, asked=asked, most_ranked=page.most_ranked)
    stories = selected.under()
    total = len(stories)
    by_rank = query.sort == "relevance" and asked is not None and not asked.is_negative
    sort = query.sort if query.sort != "relevance" or by_rank else "published"
    limited_to = page.most_ranked if by_rank and total > page.most_ranked else None
    if limited_to:
        worth = ranking.worth(state.bitmaps, stories, selected.named, limited_to)
        shown = _shown(worth, sort, page, asked)
    else:
        shown = _of_stretch(state.bitmaps, stories, sort, page, asked)
    return Results(
        rows=_rows(shown[: page.limit], asked),
        total=total,
        facets=counting.counts(selected),
        page=page.number,
        pages=-(-(limited_to or total) // page.limit),
        next=paging.cursor(shown[page.limit - 1], sort) if len(shown) > page.limit else None,
        limited_to=limited_to,
        suggestions=() if total or not asked else _suggestions(page.reader, query),
        direct=Incident.objects.filter(pk=state.direct).first() if state.direct else None,
    )


def _suggestions(reader: Reader, query: Query) -> tuple[str, ...]:
    def finds(text: str) -> bool:
        words = matching.asked(text, prefix=True)
        return matching.entries(reader=reader, query=query, words=words).exists()

    unasked = replace(query, text="", chosen={})
    readable = matching.entries(reader=reader, query=unasked, words=None)
    return suggestions.near(text=query.text, entries=readable, finds=finds)


def _of_stretch(
    bitmaps: Bitmaps, stories: BitMap, sort: str, page: Page, asked: Asked | None
) -> list[SearchEntry]:
    if not stories:
        return []
    skip = 0 if page.after else page.skipped
    stretch = stretching.stretch(bitmaps, stories, sort, skip=skip, most=page.limit + 1, position=page.after)
    return _shown(stretch.entries, sort, replace(page, skipped=skip - stretch.skipped), asked)


def _shown(found: Entries, sort: str, page: Page, asked: Asked | None) -> list[SearchEntry]:
    """One more than fits on the page, where there are more."""

    def ordered(some: Entries) -> Entries:
        rank = ranking.Rank(F("words"), matching.tsquery(asked.wanted)) if asked else None
        return paging.ordered(some.annotate(rank=rank) if rank and sort == "relevance" else some, sort)

    listed = ordered(found)
    listed = paging.after(listed, sort, page.after) if page.after else listed[page.skipped :]
    needed = ["incident__organisation", "components", "failure_modes"]
    if asked:
        needed.append("incident__revision")
    left_out = ("words", "incident__rendered", "incident__highest_anchors")
    # The wide tables are joined to the page alone, not to everything that has to be put in order; and what is
    # hidden since the search began stays hidden.
    of_page = SearchEntry.objects.visible_to(page.reader).filter(pk__in=listed[: page.limit + 1].values("pk"))
    if page.shown is not None:
        of_page = of_page.annotate(shown=page.shown)
    return list(ordered(of_page).select_related(*needed).defer(*left_out))


def _rows(entries: list[SearchEntry], asked: Asked | None) -> tuple[Row, ...]:
    return tuple(
        Row(
            entry.incident,
            tuple(entry.components.leaves),
            tuple(entry.failure_modes.leaves),
            title,
            snippet,
            getattr(entry, "shown", ""),
        )
        for entry, (title, snippet) in zip(entries, snippets.of(entries=entries, asked=asked), strict=True)
    )
