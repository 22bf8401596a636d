"""Finding stories: `find(reader=…, query=Query(…))` answers with `Results`.

`Query` (of `domain.matching`, also here): `text` as typed; `chosen` values by facet, such as
`{"component": ("network/dns",), "year": ("2019", "unknown")}`, the facets being those of `facets.COLUMNS`;
`all_of`, the facets of which every chosen value has to hold; `sort`, one of `paging.ORDERS`; `statuses`;
`modified_since`. Nothing typed as `text` is ever an error.
"""

import re
from dataclasses import dataclass, replace

from django.db import OperationalError, transaction
from django.db.models import Expression, F
from psycopg.errors import QueryCanceled

from incidents.domain import facets, matching, paging, ranking, snippets, suggestions
from incidents.domain.facets import Counted, Entries, Facet
from incidents.domain.listing import Shown
from incidents.domain.matching import Asked, Query
from incidents.errors import NotPossible
from incidents.models import Alias, Incident, SearchEntry
from incidents.models.incident import Reader
from incidents.stories.passages import Passage

__all__ = ["Query", "Results", "Row", "direct", "find"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}|[A-Za-z][A-Za-z0-9]{0,9} [0-9]{1,9}")


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
    """One page of stories, by its number or after a cursor; five queries at most where something is found.

    Raises `Refused` for a cursor of another list, `NotPossible` where the search takes too long.
    """
    wanted = Page(limit, page, after, most_ranked, shown and shown(reader))
    for prefix in (True, False):
        # Too many words may begin like the last one: then it is taken as it stands.
        try:
            return _find(reader, query, wanted, prefix=prefix)
        except OperationalError as error:
            if not isinstance(error.__cause__, QueryCanceled):
                raise
    raise NotPossible("This search takes too long. Leave words out, or use rarer ones.")


@dataclass(frozen=True)
class Page:
    limit: int
    number: int
    after: str | None
    most_ranked: int
    shown: Expression | None


@transaction.atomic(savepoint=False)
def _find(reader: Reader, query: Query, page: Page, *, prefix: bool) -> Results:
    asked = matching.asked(query.text, prefix=prefix)

    def stories(without: str) -> Counted:
        return matching.counted(reader=reader, query=query, words=asked, without=without)

    total, counted = facets.counts(stories=stories, chosen=query.chosen, all_of=query.all_of)
    entries = matching.entries(reader=reader, query=query, words=asked)
    by_rank = query.sort == "relevance" and asked is not None and not asked.is_negative
    sort = query.sort if query.sort != "relevance" or by_rank else "published"
    limited_to = page.most_ranked if by_rank and total > page.most_ranked else None
    found = ranking.worth(entries, asked, limited_to) if asked and limited_to else entries
    shown = _shown(found, sort, page, asked) if total else []
    return Results(
        rows=_rows(shown[: page.limit], asked),
        total=total,
        facets=tuple(counted),
        page=page.number,
        pages=-(-(limited_to or total) // page.limit),
        next=paging.cursor(shown[page.limit - 1], sort) if len(shown) > page.limit else None,
        limited_to=limited_to,
        suggestions=() if total or not asked else _suggestions(reader, query),
        direct=direct(reader=reader, text=query.text),
    )


def _suggestions(reader: Reader, query: Query) -> tuple[str, ...]:
    def finds(text: str) -> bool:
        words = matching.asked(text, prefix=True)
        return matching.entries(reader=reader, query=query, words=words).exists()

    unasked = replace(query, text="", chosen={})
    readable = matching.entries(reader=reader, query=unasked, words=None)
    return suggestions.near(text=query.text, entries=readable, finds=finds)


def direct(*, reader: Reader, text: str) -> Incident | None:
    """The story that `KF-15`, `kf 15` or another of its names leads to."""
    name = text.strip()
    if not NAME.fullmatch(name):
        return None
    by_ref = Incident.objects.filter(ref="-".join(name.upper().split())).values("pk")
    by_alias = Alias.objects.filter(name__in=[name, name.lower(), name.upper()]).values("incident")
    return Incident.objects.visible_to(reader).filter(pk__in=by_ref.union(by_alias)).order_by("pk").first()


def _shown(entries: Entries, sort: str, page: Page, asked: Asked | None) -> list[SearchEntry]:
    """One more than fits on the page, where there are more."""

    def ordered(some: Entries) -> Entries:
        rank = ranking.Rank(F("words"), matching.tsquery(asked.wanted)) if asked else None
        return paging.ordered(some.annotate(rank=rank) if rank and sort == "relevance" else some, sort)

    found = ordered(entries)
    found = paging.after(found, sort, page.after) if page.after else found[(page.number - 1) * page.limit :]
    needed = ["incident__organisation", "components", "failure_modes"]
    if asked:
        needed.append("incident__revision")
    left_out = ("words", "incident__rendered", "incident__highest_anchors")
    # The wide tables are joined to the page alone, not to everything that has to be put in order.
    of_page = SearchEntry.objects.filter(pk__in=found[: page.limit + 1].values("pk"))
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
