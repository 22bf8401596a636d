"""A story as a row of a list."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from incidents.domain import search
from incidents.finding.passages import Passage
from incidents.models import Incident
from incidents.templatetags.times import moment
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import spoken

MOST_CHIPS = 2
"""Of failure modes and of components each."""

Names = Mapping[tuple[str, str], str]
"""Words by facet and slug."""


@dataclass(frozen=True)
class StoryRow:
    """`origin` is whose story it is and when it was; as text, with its precision."""

    ref: str
    title: Passage
    origin: str
    badges: tuple[Badge, ...]
    links: tuple[Link, ...]
    snippet: Passage


def rows(found: Iterable[search.FoundRow], names: Names) -> tuple[StoryRow, ...]:
    return tuple(_row(row, names) for row in found)


def _row(row: search.FoundRow, names: Names) -> StoryRow:
    slugs = (("failure_mode", row.failure_modes), ("component", row.components))
    return StoryRow(
        ref=row.ref,
        title=row.title,
        origin=origin(row.organisation, row.occurred_start),
        badges=badges(row, names),
        links=tuple(_link(facet, slug, names) for facet, its in slugs for slug in its[:MOST_CHIPS]),
        snippet=row.snippet,
    )


def origin(organisation: str | None, occurred_start: str) -> str:
    return f"{organisation or 'organisation not named'}, {moment(occurred_start) or 'date unknown'}"


def badges(story: search.FoundRow | Incident, names: Names) -> tuple[Badge, ...]:
    found = [Badge(_said("kind", story.kind, names), "kind")]
    if story.severity not in {"unknown", "not_applicable"}:
        found.append(Badge(_said("severity", story.severity, names), story.severity))
    if story.visibility != "public":
        found.append(Badge(f"for {spoken(story.visibility).lower()}", "status"))
    return tuple(found)


def _said(facet: str, slug: str, names: Names) -> str:
    return names.get((facet, slug)) or spoken(slug)


def _link(facet: str, slug: str, names: Names) -> Link:
    return Link(_said(facet, slug, names), addresses.term(facet, slug))
