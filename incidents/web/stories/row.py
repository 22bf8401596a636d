"""A story as a row of a list."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from incidents.answering.answer import OUTCOMES
from incidents.domain import search
from incidents.finding.passages import Passage
from incidents.models import Incident
from incidents.stories.rendering import plain
from incidents.templatetags.times import moment
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import spoken

MOST_COMPONENTS = 3

Names = Mapping[tuple[str, str], str]
"""Words by facet and slug."""


@dataclass(frozen=True)
class HelpLine:
    """What helped: the outcome in words, and the fix as plain text."""

    outcome: Badge
    text: str


@dataclass(frozen=True)
class StoryRow:
    """`facts`: whose story it is and when it was, as far as that is known."""

    ref: str
    title: Passage
    facts: tuple[str, ...]
    badges: tuple[Badge, ...]
    links: tuple[Link, ...]
    snippet: Passage
    helped: HelpLine | None


def rows(found: Iterable[search.FoundRow], names: Names) -> tuple[StoryRow, ...]:
    return tuple(_row(row, names) for row in found)


def _row(row: search.FoundRow, names: Names) -> StoryRow:
    return StoryRow(
        ref=row.ref,
        title=row.title,
        facts=facts(row.organisation, row.occurred_start, row.reported_at, row.duration),
        badges=badges(row, names),
        links=tuple(_link("component", slug, names) for slug in row.components[:MOST_COMPONENTS]),
        snippet=row.snippet,
        helped=_help(row.helped) if row.helped else None,
    )


def facts(
    organisation: str | None, occurred_start: str, reported_at: str = "", duration: str | None = None
) -> tuple[str, ...]:
    """Without a date of its own, a story is as old as its first source at least."""
    reported = f"reported in {reported_at[:4]}" if reported_at else ""
    return tuple(filter(None, (organisation, moment(occurred_start) or reported, duration)))


def badges(story: search.FoundRow | Incident, names: Names) -> tuple[Badge, ...]:
    """Only what is not the usual: most stories are incidents, and for everybody."""
    return tuple(_badges(story, names))


def _badges(story: search.FoundRow | Incident, names: Names) -> Iterator[Badge]:
    if story.severity not in {"unknown", "not_applicable"}:
        yield Badge(_said("severity", story.severity, names), story.severity)
    if story.kind != "incident":
        yield Badge(_said("kind", story.kind, names), "kind")
    if story.visibility != "public":
        yield Badge(f"for {spoken(story.visibility).lower()}", "status")


def _help(fix: search.HelpfulFix) -> HelpLine:
    return HelpLine(Badge(OUTCOMES[fix.outcome], fix.outcome), plain(fix.text))


def _said(facet: str, slug: str, names: Names) -> str:
    return names.get((facet, slug)) or spoken(slug)


def _link(facet: str, slug: str, names: Names) -> Link:
    return Link(_said(facet, slug, names), addresses.term(facet, slug))
