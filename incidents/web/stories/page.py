"""One story, shaped for its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from incidents.domain.search import AlikeStory
from incidents.domain.stories import Tie, texts
from incidents.models import Incident
from incidents.stories.document import Evidence, Story
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import Labels
from incidents.web.stories import facts as story_facts
from incidents.web.stories import pictures
from incidents.web.stories.facts import Fact
from incidents.web.stories.items import Item, Items

INVERSE = {
    "recurrence_of": "Came back as",
    "fix_incomplete": "Its fix left over",
    "caused_by_fix_of": "Its fix caused",
    "hazard_of": "The hazard behind it",
    "duplicate_of": "Duplicates",
}
"""How a relation reads from the story it leads to, where that differs from the vocabulary's words."""


@dataclass(frozen=True)
class Section:
    anchor: str
    title: str
    items: tuple[Item, ...]

    @property
    def is_line(self) -> bool:
        return self.anchor == "timeline"


@dataclass(frozen=True)
class Related:
    label: str
    ref: str
    title: str
    url: str
    on: str
    note: str


@dataclass(frozen=True)
class Exhibit:
    """A piece of evidence with the words for its kind and role."""

    piece: Evidence
    kind: str
    role: Badge | None


@dataclass(frozen=True)
class Alike:
    ref: str
    title: str
    url: str
    reasons: tuple[Link, ...]
    words: tuple[str, ...]


@dataclass(frozen=True)
class StoryContent:
    """The sections of the document; `html` is the whole of it as the page shows it."""

    story: Story
    sections: tuple[Section, ...]
    detection: tuple[Badge, ...]
    gap: SafeString
    exhibits: tuple[tuple[Exhibit, ...], ...]
    actions: Section
    html: str = ""


@dataclass(frozen=True)
class StoryDetails:
    story: Story
    badges: tuple[Badge, ...]
    facts: tuple[Fact, ...]
    content: StoryContent
    related: tuple[Related, ...]
    similar: tuple[Alike, ...]
    summary: SafeString
    body: SafeString
    trigger: SafeString


def build(
    *, incident: Incident, story: Story, relations: Iterable[Tie], similar: Iterable[AlikeStory]
) -> StoryDetails:
    relations, similar = list(relations), list(similar)
    labels = Labels(_slugs(story, relations, similar))
    items = Items(story, labels, texts.html(incident=incident, story=story))
    return StoryDetails(
        story=story,
        badges=story_facts.badges(story, labels),
        facts=tuple(story_facts.facts(incident, story, labels)),
        content=content(items),
        related=tuple(_related(incident, relations, items)),
        similar=tuple(_alike(other, labels) for other in similar),
        summary=items.html("summary"),
        body=items.html("body"),
        trigger=items.html("trigger"),
    )


# Half of the work of a story's page; it follows from the document and the words of the vocabulary alone.
@lru_cache(maxsize=256)
def content(items: Items) -> StoryContent:
    whole = StoryContent(
        story=items.story,
        sections=tuple(section for section in _sections(items) if section.items),
        detection=story_facts.detection(items.story, items.labels),
        gap=items.html("detection"),
        exhibits=tuple(_exhibits(items.story, items.labels)),
        actions=Section("actions", "Actions", tuple(items.actions())),
    )
    context = {"content": whole, "pictures": pictures.draw(items.story, items.labels)}
    return replace(whole, html=render_to_string("stories/parts/body.html", context))


def _sections(items: Items) -> Iterator[Section]:
    yield Section("symptoms", "Symptoms", tuple(items.symptoms()))
    yield Section("timeline", "Timeline", tuple(items.events()))
    yield Section("factors", "Contributing factors", tuple(items.factors()))
    yield Section("fixes", "Fixes", tuple(items.fixes()))
    yield Section("takeaways", "Takeaways", tuple(items.takeaways()))
    yield Section("impact", "Impact", tuple(items.impacts()))


def _slugs(story: Story, relations: list[Tie], similar: list[AlikeStory]) -> set[str]:
    """Every word of the vocabulary that the page says."""
    slugs = {story.kind, story.status, story.visibility, story.environment, *story.components, "unknown"}
    slugs |= {part.type for part in (story.trigger,) if part} | {row.type for row in relations}
    slugs |= {part.method for part in (story.detection,) if part}
    slugs |= {slug for other in similar for slug in other.failure_modes | other.components}
    slugs |= {part.level for part in (story.severity,) if part}
    for symptom in story.symptoms:
        slugs |= {symptom.kind, symptom.component or ""}
    for factor in story.factors:
        slugs |= {factor.dimension, factor.failure_mode, *factor.components}
    for fix in story.fixes:
        slugs |= {fix.phase, fix.outcome}
    for impact in story.impacts:
        slugs |= {impact.effect, impact.scope or "", impact.environment or ""}
    slugs |= {event.phase for event in story.timeline} | {piece.kind for piece in story.evidence}
    return slugs


def _exhibits(story: Story, labels: Labels) -> Iterator[tuple[Exhibit, ...]]:
    """Evidence of a fault and of its fix are paired where one follows the other."""
    pending: tuple[Exhibit, ...] = ()
    for piece in story.evidence:
        role = Badge(piece.role, piece.role) if piece.role in {"bad", "fixed"} else None
        shown = Exhibit(piece, labels.of("evidence_kind", piece.kind), role)
        if pending and piece.role == "fixed":
            yield (*pending, shown)
            pending = ()
            continue
        if pending:
            yield pending
        pending = (shown,) if piece.role == "bad" else ()
        if not pending:
            yield (shown,)
    if pending:
        yield pending


def _related(incident: Incident, relations: list[Tie], items: Items) -> Iterator[Related]:
    places: dict[tuple[str, str], int] = {
        (relation.type, relation.to): i for i, relation in enumerate(items.story.relations)
    }
    for tie in relations:
        outgoing = tie.source == incident.ref
        ref, title = (tie.target, tie.target_title) if outgoing else (tie.source, tie.source_title)
        label = items.labels.of("relation_type", tie.type)
        note = items.html(f"relation {places.get((tie.type, ref))}") if outgoing else tie.note
        words = label if outgoing else INVERSE.get(tie.type, label)
        merged = tie.type == "duplicate_of" and not outgoing  # its address leads back here
        url = addresses.history(ref) if merged else addresses.part(ref)
        yield Related(words, ref, title, url, tie.on, note)


def _alike(other: AlikeStory, labels: Labels) -> Alike:
    reasons = [labels.link("failure_mode", slug) for slug in sorted(other.failure_modes)]
    reasons += [labels.link("component", slug) for slug in sorted(other.components)]
    return Alike(other.ref, other.title, addresses.part(other.ref), tuple(reasons), other.words)
