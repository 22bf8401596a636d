"""The list of stories, shaped for its page."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString

from incidents.answering import wording
from incidents.answering.answer import CloseStories
from incidents.domain.search import NOT, UNKNOWN, CountedFacet, Results, Value
from incidents.models import Term, statements
from incidents.models.statements import Statement
from incidents.stories import durations
from incidents.web.parts import labels
from incidents.web.parts.badges import Link
from incidents.web.stories.list_query import SEVERAL, SORTS, ListQuery
from incidents.web.stories.row import StoryRow, rows

LABELS = {
    "kind": "Kind",
    "severity": "Level",
    "component": "Component",
    "technology": "Technology",
    "failure_mode": "Failure mode",
    "trigger": "Trigger",
    "effect": "Effect",
    "organisation": "Organisation",
    "year": "Year",
    "lasted": "How long it took",
    "environment": "Environment",
    "scope": "Scope",
    "detection": "Detected by",
    "region": "Region",
    "source": "Source",
    "has_rule": "Has a rule",
}
"""By facet, in the order of the page."""
OPEN_FROM_THE_START = ("kind", "severity", "component")
# Written here and not in a template: there are hundreds on a page, and a template takes many times as long.
OPTION = (
    '<li class="depth-{depth}"><label><input type="checkbox" name="{facet}" value="{slug}" '
    'id="{facet}-{slug}"{checked}><span>{name}</span><span class="count">{count}</span></label></li>'
)
BY_DURATION = ("longest", "shortest")
FEW = 3
"""Stories with every word: where there are fewer, the closest ones are shown, too."""
MOST_VALUES = 40
"""Of one facet: among ten thousand stories there are two thousand organisations."""
SEVERITIES = ("catastrophic", "critical", "major", "minor", "negligible", UNKNOWN, "not_applicable")


@dataclass(frozen=True)
class OptionGroup:
    """`name` is empty where the facet has no groups."""

    name: str
    options: SafeString


@dataclass(frozen=True)
class FacetBox:
    slug: str
    label: str
    groups: tuple[OptionGroup, ...]
    is_open: bool
    several: bool
    all_of: bool
    left_out: int
    """Values with fewer stories than those shown."""


@dataclass(frozen=True)
class Sort:
    slug: str
    label: str
    chosen: bool


@dataclass(frozen=True)
class Chip:
    """A filter that holds, with the addresses of the list without it and with its opposite."""

    text: str
    is_left_out: bool
    removed: str
    opposite: str


@dataclass(frozen=True)
class ListPage:
    query: ListQuery
    results: Results
    rows: tuple[StoryRow, ...]
    facets: tuple[FacetBox, ...]
    chips: tuple[Chip, ...]
    sorts: tuple[Sort, ...]
    suggestions: tuple[Link, ...]
    previous: str
    next: str
    closest: CloseStories | None
    """By some of the words, whatever the filters; without those that are listed."""
    guess: str


def wants_closest(query: ListQuery, results: Results) -> bool:
    return bool(query.text) and query.page == 1 and results.total < FEW


def build(query: ListQuery, results: Results, closest: CloseStories | None = None) -> ListPage:
    others = closest and closest.without({row.ref for row in results.rows})
    names = labels.named(results.facets)
    suggested = (replace(ListQuery(), text=text) for text in results.suggestions)
    return ListPage(
        query=query,
        results=results,
        rows=rows(results.rows, names),
        facets=tuple(_boxes(results)),
        chips=tuple(_chip(query, facet, value, names) for facet, value in query.chosen),
        sorts=tuple(_sorts(query, results)),
        suggestions=tuple(Link(other.text, other.url) for other in suggested),
        previous=query.at(min(results.page - 1, results.pages)).url if results.page > 1 else "",
        next=query.at(results.page + 1).url if results.page < results.pages else "",
        closest=others,
        guess=wording.guess(others) if others else "",
    )


def _chip(query: ListQuery, facet: str, value: str, names: Mapping[tuple[str, str], str]) -> Chip:
    is_left_out = value.startswith(NOT)
    slug = value.removeprefix(NOT)
    return Chip(
        text=f"{LABELS[facet]}: {'not ' if is_left_out else ''}{names.get((facet, slug), slug)}",
        is_left_out=is_left_out,
        removed=query.without(facet, value).url,
        opposite=query.with_opposite(facet, value).url,
    )


def _sorts(query: ListQuery, results: Results) -> Iterator[Sort]:
    """The order that goes without saying has no word in the address: words to match change it.

    Orders by duration are offered where a story has one.
    """
    lasted = next((facet.values for facet in results.facets if facet.slug == "lasted"), ())
    has_durations = any(value.slug != UNKNOWN for value in lasted)
    chosen, unsaid = query.asked().sort, replace(query, sort="").asked().sort
    for slug, label in SORTS.items():
        is_said = slug == query.sort
        if (query.text or slug != "relevance") and (has_durations or is_said or slug not in BY_DURATION):
            yield Sort("" if slug == unsaid else slug, label, slug == chosen)


def _boxes(results: Results) -> Iterator[FacetBox]:
    groups_of: dict[str, str] = dict(_modes().rows())
    facets = {facet.slug: facet for facet in results.facets}
    for facet in (_with_words(facets[slug]) for slug in LABELS if slug in facets):
        chosen = any(value.chosen for value in facet.values)
        if len(facet.values) > 1 or chosen:
            shown = _most_frequent(facet)
            yield FacetBox(
                slug=facet.slug,
                label=LABELS[facet.slug],
                groups=tuple(_groups(shown, groups_of)),
                is_open=chosen or facet.slug in OPEN_FROM_THE_START,
                several=facet.slug in SEVERAL,
                all_of=facet.all_of,
                left_out=len(facet.values) - len(shown.values),
            )


def _with_words(facet: CountedFacet) -> CountedFacet:
    """Without what somebody has typed into the address and no story or vocabulary has."""
    return replace(facet, values=tuple(one for one in facet.values if one.count or one.name != one.slug))


def _most_frequent(facet: CountedFacet) -> CountedFacet:
    """With the values that most stories have, and with all that are chosen."""
    most, others = facet.values[:MOST_VALUES], facet.values[MOST_VALUES:]
    return replace(facet, values=(*most, *(value for value in others if value.chosen)))


@cache
def _modes() -> Statement:
    """Failure modes and their groups, in the order of the vocabulary."""
    return statements.compiled(
        Term.objects.of("failure_mode").order_by("position").values_list("slug", "group")
    )


def _groups(facet: CountedFacet, groups_of: dict[str, str]) -> Iterator[OptionGroup]:
    if facet.slug != "failure_mode":
        yield OptionGroup("", _options(_ordered(facet), facet.slug))
        return
    places = {slug: place for place, slug in enumerate(groups_of)}
    values = sorted(facet.values, key=lambda value: places.get(value.slug, len(places)))
    for name, members in groupby(values, key=lambda value: groups_of.get(value.slug, "")):
        by_count = sorted(members, key=lambda value: -value.count)
        yield OptionGroup(name, _options(by_count, facet.slug))


def _ordered(facet: CountedFacet) -> list[Value]:
    """Trees and scales in their own order; all else stays with the most stories first."""
    match facet.slug:
        case "component":
            return sorted(facet.values, key=lambda value: value.slug.split("/"))
        case "lasted":
            return sorted(facet.values, key=lambda value: (*durations.CLASSES, UNKNOWN).index(value.slug))
        case "year":
            return sorted(facet.values, key=lambda value: (value.slug != UNKNOWN, value.slug), reverse=True)
        case "severity":
            known = {slug: place for place, slug in enumerate(SEVERITIES)}
            return sorted(facet.values, key=lambda value: known.get(value.slug, len(known)))
    return sorted(facet.values, key=lambda value: value.slug == UNKNOWN)


def _options(values: Iterable[Value], facet: str) -> SafeString:
    """Slugs and names are escaped here, since chosen values come from the address."""
    options = []
    for value in values:
        slug, name = escape(value.slug), escape(labels.said(facet, value))
        depth = min(slug.count("/"), 2) if facet == "component" else 0
        checked = " checked" if value.chosen else ""
        options.append(
            OPTION.format(depth=depth, facet=facet, slug=slug, checked=checked, name=name, count=value.count)
        )
    return SafeString("".join(options))
