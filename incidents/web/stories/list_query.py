"""The query of a list of stories, as its address holds it."""

from dataclasses import dataclass, replace
from typing import Self

from django.http import QueryDict
from django.urls import reverse

from incidents.domain.search import FILTERS, NOT, Query
from incidents.finding import queries
from incidents.web.parts.paging import LONGEST_TEXT, LONGEST_VALUE, page_number

MOST_VALUES = 30
SORTS = {
    "relevance": "Best match",
    "published": "Last added",
    "newest": "Latest incident",
    "oldest": "Earliest incident",
    "longest": "Longest",
    "shortest": "Shortest",
    "modified": "Last changed",
    "ref": "Reference",
}
SEVERAL = ("component", "failure_mode", "effect", "scope", "technology", "region")
"""Facets of which a story can have several values, so that one can ask for all of them."""


@dataclass(frozen=True)
class ListQuery:
    """`chosen` holds pairs of facet and value, in the order they were chosen."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    all_of: frozenset[str] = frozenset()
    sort: str = ""
    page: int = 1

    @classmethod
    def read(cls, parameters: QueryDict) -> Self:
        """Reads what it can of an address that was cut or mistyped; the rest is ignored."""
        values = ((facet, value) for facet in FILTERS for value in parameters.getlist(facet)[:MOST_VALUES])
        chosen = dict.fromkeys((facet, _clean(value)) for facet, value in values if _clean(value))
        sort = parameters.get("sort", "")
        return cls(
            text=" ".join(parameters.get("q", "").replace("\0", " ").split())[:LONGEST_TEXT],
            chosen=tuple(chosen),
            all_of=frozenset(parameters.getlist("all")) & frozenset(SEVERAL),
            sort=sort if sort in SORTS else "",
            page=page_number(parameters.get("page", "")),
        )

    @property
    def is_empty(self) -> bool:
        return not self.text and not self.chosen

    def values(self, facet: str) -> tuple[str, ...]:
        return tuple(value for name, value in self.chosen if name == facet)

    def asked(self) -> Query:
        return Query(
            text=self.text,
            chosen={facet: self.values(facet) for facet in FILTERS if self.values(facet)},
            all_of=self.all_of,
            sort=self.sort or ("relevance" if self.text else "published"),
        )

    @property
    def words(self) -> str:
        """What is looked for, without operators and without what is excluded."""
        return " ".join(chunk.name for term in queries.wanted(self.text) for chunk in term.chunks)

    def without(self, facet: str, value: str) -> Self:
        return replace(self, chosen=tuple(pair for pair in self.chosen if pair != (facet, value)), page=1)

    def with_opposite(self, facet: str, value: str) -> Self:
        """The same, but for stories without this value; or with it, where it was left out."""
        other = value.removeprefix(NOT) if value.startswith(NOT) else NOT + value
        chosen = tuple((facet, other) if pair == (facet, value) else pair for pair in self.chosen)
        return replace(self, chosen=tuple(dict.fromkeys(chosen)), page=1)

    @property
    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Pairs of facet and value that no story may have."""
        return tuple((facet, value) for facet, value in self.chosen if value.startswith(NOT))

    def at(self, page: int) -> Self:
        return replace(self, page=page)

    @property
    def url(self) -> str:
        return f"{reverse('stories')}{self.parameters}"

    @property
    def csv(self) -> str:
        """The address of all its pages as one file."""
        return f"{reverse('stories-csv')}{self.at(1).parameters}"

    @property
    def parameters(self) -> str:
        """With the question mark; empty where nothing is asked."""
        parameters = QueryDict(mutable=True)
        if self.text:
            parameters["q"] = self.text
        for facet, value in self.chosen:
            parameters.appendlist(facet, value)
        parameters.setlist("all", sorted(self.all_of & {facet for facet, _ in self.chosen}))
        if self.sort:
            parameters["sort"] = self.sort
        if self.page > 1:
            parameters["page"] = str(self.page)
        asked = parameters.urlencode(safe="/")
        return f"?{asked}" if asked else ""


def _clean(value: str) -> str:
    return value.replace("\0", "").strip()[:LONGEST_VALUE]
