"""Finding stories: `find(reader=…, query=Query(…))` answers with `Results`.

`Query` (of `domain.matching`, also here): `text` as typed; `chosen` values by facet, such as
`{"component": ("network/dns",), "year": ("2019", "unknown")}`, the facets being those of `facets.COLUMNS`;
`all_of`, the facets of which every chosen value has to hold; `sort`, one of `paging.ORDERS`; `statuses`;
`modified_since`. Nothing typed as `text` is ever an error.
"""

import re
from dataclasses import dataclass

from django.db.models import F, FloatField, Func, Q

from incidents.domain import facets, matching, paging, snippets, suggestions
from incidents.domain.facets import Entries, Facet
from incidents.domain.matching import Asked, Matches, Query
from incidents.domain.snippets import Snippet
from incidents.models import Incident, SearchEntry
from incidents.models.incident import Reader

__all__ = ["Query", "Results", "Row", "direct", "find"]

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}|[A-Za-z][A-Za-z0-9]{0,9} [0-9]{1,9}")
MOST_RANKED = 2_000
"""Matches up to which all are ranked; beyond, that many of the newest, and of those with the words in the title."""


class Rank(Func):
    function = "ts_rank"
    template = "%(function)s(%(expressions)s, 1)"
    output_field = FloatField()


@dataclass(frozen=True)
class Row:
    """`incident` comes with its organisation; components and failure modes are slugs."""

    incident: Incident
    components: tuple[str, ...]
    failure_modes: tuple[str, ...]
    snippet: Snippet


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
    limit: int = 20,
    page: int = 1,
    after: str | None = None,
) -> Results:
    """One page of stories, by its number or after a cursor. Raises `Refused` for a cursor of another list."""
    words = matching.asked(query.text, prefix=True)

    def entries(without: str = "") -> Entries:
        return matching.entries(reader=reader, query=query, words=words, without=without)

    total, counted = facets.counts(entries=entries, chosen=query.chosen, all_of=query.all_of)
    ranked = query.sort == "relevance" and words is not None and not words.is_negative
    limited = ranked and total > MOST_RANKED
    sort = query.sort if query.sort != "relevance" or ranked else "published"
    found = _ranked(entries(), words, limited=limited) if ranked and words else entries()
    found = paging.ordered(found, sort)
    found = paging.after(found, sort, after) if after else found[(page - 1) * limit :]
    shown = list(_with_cards(found)[: limit + 1])
    return Results(
        rows=_rows(shown[:limit], words),
        total=total,
        facets=tuple(counted),
        page=page,
        pages=-(-(min(total, MOST_RANKED) if limited else total) // limit),
        next=paging.cursor(shown[limit - 1], sort) if len(shown) > limit else None,
        limited_to=MOST_RANKED if limited else None,
        suggestions=() if total else suggestions.near(reader=reader, text=query.text),
        direct=direct(reader=reader, text=query.text),
    )


def direct(*, reader: Reader, text: str) -> Incident | None:
    """The story that `KF-15`, `kf 15` or another of its names leads to."""
    name = text.strip()
    if not NAME.fullmatch(name):
        return None
    named = Q(ref="-".join(name.upper().split())) | Q(ref=name.upper()) | Q(aliases__name__iexact=name)
    return Incident.objects.visible_to(reader).filter(named).order_by("pk").first()


def _ranked(entries: Entries, words: Asked, *, limited: bool) -> Entries:
    if limited:
        newest = paging.ordered(entries, "published").values("pk")[:MOST_RANKED]
        titled = entries.filter(Matches(F("title_words"), matching.tsquery(words.wanted)))
        titled = paging.ordered(titled, "published").values("pk")[:MOST_RANKED]
        entries = SearchEntry.objects.filter(pk__in=newest.union(titled))
    return entries.annotate(rank=Rank(F("words"), matching.tsquery(words.wanted)))


def _with_cards(entries: Entries) -> Entries:
    return entries.select_related("incident__organisation", "components", "failure_modes").defer(
        "words", "title_words", "incident__rendered", "incident__highest_anchors"
    )


def _rows(entries: list[SearchEntry], words: Asked | None) -> tuple[Row, ...]:
    found = snippets.of(entries=entries, words=words)
    return tuple(
        Row(
            entry.incident,
            _slugs(entry.components.labels),
            _slugs(entry.failure_modes.labels),
            found.get(entry.pk, ()),
        )
        for entry in entries
    )


def _slugs(labels: list[str]) -> tuple[str, ...]:
    return tuple(label.partition(":")[2] for label in labels)
