"""Labels for slugs, as the vocabulary has them."""

from collections.abc import Iterable
from functools import cache

from incidents.domain.search import CountedFacet, Value
from incidents.models import Term, statements
from incidents.models.statements import Statement
from incidents.web.parts import addresses
from incidents.web.parts.badges import Link

ORIGINS = {
    "catalogue": "from the catalogue",
    "person": "on this site",
    "api": "over the API",
    "feed": "from a feed",
}
"""Where a revision came from, by `Revision.origin`."""


class Labels:
    """`labels.of("failure_mode", "memory_exhaustion")` is `Memory exhaustion`. One query, when it is made.

    Equal where the vocabulary says the same, so that what was made with them can be kept until it changes.
    """

    def __init__(self, slugs: Iterable[str]) -> None:
        rows = _terms().rows(slugs=list(set(slugs)))
        self._labels = {(facet, slug): label for facet, slug, label in rows}
        self._said = frozenset(self._labels.items())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Labels) and self._said == other._said

    def __hash__(self) -> int:
        return hash(self._said)

    def of(self, facet: str, slug: str) -> str:
        return self._labels.get((facet, slug)) or spoken(slug)

    def outcome(self, slug: str) -> str:
        """Among other words “Unknown” alone would not say of what."""
        return "Outcome unknown" if slug == "unknown" else self.of("outcome", slug)

    def link(self, facet: str, slug: str) -> Link:
        return Link(self.of(facet, slug), addresses.term(facet, slug))


@cache
def _terms() -> Statement:
    named = Term.objects.filter(statements.is_one_of("slug", "slugs"))
    return statements.compiled(named.values_list("facet", "slug", "label"))


def named(facets: Iterable[CountedFacet]) -> dict[tuple[str, str], str]:
    """Words by facet and slug, for everything that was counted."""
    return {(facet.slug, value.slug): said(facet.slug, value) for facet in facets for value in facet.values}


def said(facet: str, value: Value) -> str:
    """The name of a value. A product is called what it calls itself, such as etcd."""
    return value.name if facet == "technology" or value.name != value.slug else spoken(value.slug)


def spoken(slug: str) -> str:
    """What a slug says by itself: services of one's own have no row in the vocabulary."""
    words = slug.rpartition("/")[2].replace("_", " ").replace("-", " ")
    return words[:1].upper() + words[1:]
