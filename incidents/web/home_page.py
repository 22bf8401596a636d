"""The home page, shaped for its template."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from incidents.domain.search import UNKNOWN, Census, FoundRow
from incidents.models import Incident
from incidents.stories import components
from incidents.web.parts import addresses
from incidents.web.parts.bars import Bar, bars
from incidents.web.parts.labels import said
from incidents.web.stories.row import Names, StoryRow, rows

MOST_BARS = 8


@dataclass(frozen=True)
class StoryChange:
    """`what`: the reason of the last revision, or that the story is new."""

    ref: str
    title: str
    at: datetime
    what: str


@dataclass(frozen=True)
class HomePage:
    total: int
    stories: tuple[StoryRow, ...]
    changes: tuple[StoryChange, ...]
    modes: tuple[Bar, ...]
    areas: tuple[Bar, ...]


def build(
    census: Census,
    stories: Iterable[FoundRow],
    changed: Iterable[Incident],
) -> HomePage:
    names = {
        (facet, value.slug): said(facet, value) for facet, values in census.values.items() for value in values
    }
    return HomePage(
        total=census.total,
        stories=rows(stories, names),
        changes=tuple(_change(incident) for incident in changed),
        modes=_bars(census, names, "failure_mode"),
        areas=_bars(census, names, "component"),
    )


def _change(incident: Incident) -> StoryChange:
    is_new = incident.revision_number == 1
    what = "New" if is_new else incident.current_revision.reason or f"Revision {incident.revision_number}"
    return StoryChange(incident.ref, incident.title, incident.modified_at, what)


def _bars(census: Census, names: Names, facet: str) -> tuple[Bar, ...]:
    """The leaves of the component tree: their parents count the same stories again."""
    counts = {slug: count for slug, count in census.of(facet).items() if slug != UNKNOWN}
    leaves = [(slug, counts[slug]) for slug in components.leaves(counts)]
    most = sorted(leaves, key=lambda item: (-item[1], item[0]))[:MOST_BARS]
    return bars((names[facet, slug], addresses.term(facet, slug), count) for slug, count in most)
