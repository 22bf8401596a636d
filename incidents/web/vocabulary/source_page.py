"""Sources, shaped for their pages."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidents.models import Citation, Source
from incidents.templatetags.times import moment
from incidents.web.parts.badges import Badge
from incidents.web.stories import row as story_row

KINDS = {
    "talk_video": "Talk",
    "slides": "Slides",
    "article": "Article",
    "postmortem": "Postmortem",
    "issue": "Issue",
    "pull_request": "Pull request",
    "documentation": "Documentation",
    "status_page": "Status page",
    "other": "Other",
}


@dataclass(frozen=True)
class SourceRow:
    """`origin` is the publisher, the venue and the date."""

    source: Source
    kind: Badge
    origin: str


def index(sources: Iterable[Source]) -> tuple[SourceRow, ...]:
    return tuple(row(source) for source in sources)


def row(source: Source) -> SourceRow:
    return SourceRow(source, Badge(KINDS[source.kind], "kind"), ", ".join(_origin(source)))


@dataclass(frozen=True)
class Cited:
    """A story, and the place in the source that it cites."""

    ref: str
    title: str
    locator: str
    origin: str
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class SourcePage:
    head: SourceRow
    rows: tuple[Cited, ...]


def build(source: Source, citations: Iterable[Citation]) -> SourcePage:
    return SourcePage(row(source), tuple(_cited(citation) for citation in citations))


def _origin(source: Source) -> Iterator[str]:
    people = " and ".join(source.authors)
    yield from (
        words for words in (people, source.publisher, source.venue, moment(source.published)) if words
    )


def _cited(citation: Citation) -> Cited:
    incident = citation.incident
    organisation = incident.organisation.name if incident.organisation else None
    role = () if citation.role == "primary" else (Badge(f"{citation.role} source"),)
    return Cited(
        ref=incident.ref,
        title=incident.title,
        locator=citation.locator,
        origin=story_row.origin(organisation, incident.occurred_start),
        badges=(*story_row.badges(incident, {}), *role),
    )
