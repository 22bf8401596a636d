"""How often something occurs, as panels of bars; each bar leads to the stories it counts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from incidents.domain.search import UNKNOWN, Insight, Value
from incidents.stories import components, durations
from incidents.web.parts.bars import Bar, bars
from incidents.web.parts.labels import said
from incidents.web.stories.list_page import SEVERITIES
from incidents.web.stories.list_query import ListQuery

MOST_BARS = 8
SAME = frozenset({"inside", "together"})
"""Series that count values of the page's own facet."""
TITLES = {
    "failure_mode": "Failure modes",
    "component": "Components",
    "trigger": "Trigger",
    "effect": "Effects",
    "technology": "Technologies",
    "organisation": "Organisations",
    "severity": "Level",
    "kind": "Kinds of story",
    "year": "Years",
    "lasted": "How long it took",
}


@dataclass(frozen=True)
class Chart:
    """`more` is the number of bars that had no room."""

    slug: str
    title: str
    bars: tuple[Bar, ...]
    more: int = 0


@dataclass(frozen=True)
class Line:
    """A line of the table behind the charts."""

    chart: str
    slug: str
    label: str
    stories: int


def build(insight: Insight, facet: str, slug: str) -> Iterator[Chart]:
    """Panels that say nothing are left out."""
    for name, title, values in _series(insight, facet):
        of = facet if name in SAME else name
        known = [value for value in values if value.slug != UNKNOWN]
        if known:
            counted = [
                (said(of, value), _both(facet, slug, name, value.slug), value.count) for value in values
            ]
            yield Chart(name, title, bars(counted[:MOST_BARS]), max(0, len(counted) - MOST_BARS))


def lines(insight: Insight, facet: str) -> Iterator[Line]:
    for name, _, values in _series(insight, facet):
        of = facet if name in SAME else name
        yield from (Line(name, value.slug, said(of, value), value.count) for value in values)


def _series(insight: Insight, facet: str) -> Iterator[tuple[str, str, Iterable[Value]]]:
    yield "inside", "Inside it", insight.inside
    yield "together", "Occurs together with", insight.together
    others = dict(insight.others)
    for name, title in TITLES.items():
        if name != facet:
            yield name, title, _ordered(name, others)


def _ordered(facet: str, values: Mapping[str, tuple[Value, ...]]) -> list[Value]:
    """Scales in their own order, other facets by number of stories; unknown values come last."""
    found = values.get(facet, ())
    if facet == "component":
        kept = components.leaves([value.slug for value in found])
        found = tuple(value for value in found if value.slug in kept)
    if facet == "severity":
        found = tuple(sorted(found, key=lambda value: SEVERITIES.index(value.slug)))
    if facet == "lasted":
        found = tuple(sorted(found, key=lambda value: (*durations.CLASSES, UNKNOWN).index(value.slug)))
    if facet == "year":
        found = tuple(sorted(found, key=lambda value: value.slug, reverse=True))
    return sorted(found, key=lambda value: value.slug == UNKNOWN)


def _both(facet: str, slug: str, chart: str, other: str) -> str:
    """The list of the stories with the one and the other."""
    same = chart in SAME
    pair = ((facet, slug), (facet if same else chart, other))
    return ListQuery(chosen=pair, all_of=frozenset({facet} if same else ())).url
