"""The home page, shaped for its template."""

from collections.abc import Iterable
from dataclasses import dataclass

from incidents.domain.search import UNKNOWN, CountedFacet, Results
from incidents.models import Action
from incidents.stories import components
from incidents.web.parts import addresses
from incidents.web.parts.bars import Bar, bars
from incidents.web.parts.labels import named
from incidents.web.stories.row import StoryRow, rows

MOST_BARS = 8


@dataclass(frozen=True)
class HomePage:
    total: int
    organisations: int
    failure_modes: int
    components: int
    recent: tuple[StoryRow, ...]
    modes: tuple[Bar, ...]
    areas: tuple[Bar, ...]
    open_actions: tuple[Action, ...]


def build(results: Results, open_actions: Iterable[Action]) -> HomePage:
    facets = {facet.slug: facet for facet in results.facets}
    names = named(results.facets)
    counted = {
        (facet.slug, value.slug): value.count
        for facet in results.facets
        for value in facet.values
        if value.slug != UNKNOWN
    }
    return HomePage(
        total=results.total,
        organisations=_size(facets["organisation"]),
        failure_modes=_size(facets["failure_mode"]),
        components=_size(facets["component"]),
        recent=rows(results.rows, names),
        modes=_bars(counted, names, "failure_mode"),
        areas=_bars(counted, names, "component"),
        open_actions=tuple(open_actions),
    )


def _size(facet: CountedFacet) -> int:
    return sum(value.slug != UNKNOWN for value in facet.values)


def _bars(
    counted: dict[tuple[str, str], int], names: dict[tuple[str, str], str], facet: str
) -> tuple[Bar, ...]:
    """The leaves of the component tree: their parents count the same stories again."""
    slugs = {slug: count for (name, slug), count in counted.items() if name == facet}
    leaves = [(slug, slugs[slug]) for slug in components.leaves(slugs)]
    most = sorted(leaves, key=lambda item: (-item[1], item[0]))[:MOST_BARS]
    return bars((names[facet, slug], addresses.term(facet, slug), count) for slug, count in most)
