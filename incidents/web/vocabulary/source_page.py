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
    "regulator_report": "Report of a regulator",
    "forum_post": "Forum post",
    "newsletter": "Newsletter",
    "book": "Book",
    "other": "Other",
}


@dataclass(frozen=True)
class SourceRow:
    """`words` are those of a story the reader may see; `origin` is the publisher, the venue and the date."""

    source: Source
    words: Citation
    kind: Badge
    origin: str


def index(sources: Iterable[Source]) -> tuple[SourceRow, ...]:
    return tuple(row(source) for source in sources)


def row(source: Source) -> SourceRow:
    words = source.description
    return SourceRow(source, words, Badge(KINDS[words.kind], "kind"), ", ".join(_origin(words)))


@dataclass(frozen=True)
class Cited:
    """A story, and the place in the source that it cites."""

    ref: str
    title: str
    locator: str
    facts: tuple[str, ...]
    badges: tuple[Badge, ...]


@dataclass(frozen=True)
class SourcePage:
    head: SourceRow
    rows: tuple[Cited, ...]


def build(source: Source, citations: Iterable[Citation]) -> SourcePage:
    return SourcePage(row(source), tuple(_cited(citation) for citation in citations))


def _origin(words: Citation) -> Iterator[str]:
    people = " and ".join(words.authors)
    yield from (part for part in (people, words.publisher, words.venue, moment(words.published)) if part)


def _cited(citation: Citation) -> Cited:
    incident = citation.incident
    organisation = incident.organisation.name if incident.organisation else None
    role = () if citation.role == "primary" else (Badge(f"{citation.role} source"),)
    return Cited(
        ref=incident.ref,
        title=incident.title,
        locator=citation.locator,
        facts=story_row.facts(organisation, incident.occurred_start),
        badges=(*story_row.badges(incident, {}), *role),
    )
