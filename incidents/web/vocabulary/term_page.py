"""The page of one value of a facet: a component, a failure mode, an organisation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.urls import reverse

from incidents.domain.search import Insight, Results
from incidents.web.parts.badges import Link
from incidents.web.parts.labels import named, spoken
from incidents.web.stories.list_query import ListQuery
from incidents.web.stories.row import StoryRow, rows
from incidents.web.vocabulary import charts
from incidents.web.vocabulary.charts import Chart


@dataclass(frozen=True)
class TermKind:
    """What a facet with pages of its own is called, and the names of its URLs."""

    noun: str
    nouns: str
    page: str
    index: str


KINDS = {
    "component": TermKind("Component", "Components", "component", "components"),
    "failure_mode": TermKind("Failure mode", "Failure modes", "failure-mode", "failure-modes"),
    "technology": TermKind("Technology", "Technologies", "technology", "technologies"),
    "region": TermKind("Region", "Regions", "region", "regions"),
    "organisation": TermKind("Organisation", "Organisations", "organisation", "organisations"),
}


@dataclass(frozen=True)
class TermPage:
    """`trail` holds links from the index down to the parents of the term."""

    kind: TermKind
    slug: str
    title: str
    description: str
    synonyms: tuple[str, ...]
    trail: tuple[Link, ...]
    charts: tuple[Chart, ...]
    rows: tuple[StoryRow, ...]
    results: Results
    in_list: str
    csv: str
    previous: str
    next: str


def build(
    *,
    facet: str,
    slug: str,
    insight: Insight,
    title: str = "",
    description: str = "",
    synonyms: Iterable[str] = (),
) -> TermPage:
    results, kind = insight.results, KINDS[facet]
    names = named(results.facets) | {(facet, slug): title or spoken(slug)}
    address = reverse(kind.page, args=[slug])
    return TermPage(
        kind=kind,
        slug=slug,
        title=names[facet, slug],
        description=description,
        synonyms=tuple(synonyms),
        trail=(Link(kind.nouns, reverse(kind.index)), *_above(slug, names)),
        charts=tuple(charts.build(insight, facet, slug)),
        rows=rows(results.rows, names),
        results=results,
        in_list=ListQuery(chosen=((facet, slug),)).url,
        csv=reverse(f"{kind.page}-csv", args=[slug]),
        previous=f"{address}?page={min(results.page - 1, results.pages)}" if results.page > 1 else "",
        next=f"{address}?page={results.page + 1}" if results.page < results.pages else "",
    )


def _above(slug: str, names: Mapping[tuple[str, str], str]) -> Iterator[Link]:
    """What holds the term, from the root of the tree down; only components stand in a tree."""
    steps = slug.split("/")
    for depth in range(1, len(steps)):
        above = "/".join(steps[:depth])
        yield Link(names.get(("component", above)) or spoken(above), reverse("component", args=[above]))
