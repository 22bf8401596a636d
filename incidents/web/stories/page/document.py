"""What the document of a story says, as its page shows it, piece by piece."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.utils.safestring import SafeString

from incidents.stories.document import Evidence, Story
from incidents.templatetags.times import moment
from incidents.training import making
from incidents.web.parts.badges import Link
from incidents.web.stories.page import answer, facts, pictures
from incidents.web.stories.page.answer import Block
from incidents.web.stories.page.facts import Fact
from incidents.web.stories.page.items import Items
from incidents.web.stories.page.pictures import Pictures
from incidents.web.stories.page.shown import Item, ShownCheck

MOST_BESIDE = 9
"""So many events have room beside the narrative."""
MOST_IN_COLUMNS = 40
LONG_TITLE = 90


@dataclass(frozen=True)
class Section:
    anchor: str
    name: str
    items: tuple[Item, ...]
    note: str = ""


@dataclass(frozen=True)
class ShownSource:
    """A source with what is known of it; a `Link` without an address is only a word."""

    anchor: str
    title: str
    url: str
    locator: str
    facts: tuple[Link, ...]


@dataclass(frozen=True)
class ShownDisagreement:
    about: Link
    sources: tuple[str, ...]
    at: str
    text: SafeString


@dataclass(frozen=True)
class Exhibit:
    """A piece of evidence. `tone`: `bad` or `fixed` where it shows a fault or its correction."""

    piece: Evidence
    kind: str
    tone: str


@dataclass(frozen=True)
class Document:
    items: Items
    organisation: Link | None

    @property
    def story(self) -> Story:
        return self.items.story

    @property
    def is_drill(self) -> bool:
        return not making.missing(self.story)

    @property
    def has_long_title(self) -> bool:
        return len(self.story.title) > LONG_TITLE

    @property
    def summary(self) -> SafeString:
        return self.items.html("summary")

    @property
    def body(self) -> SafeString:
        return self.items.html("body")

    @property
    def head(self) -> tuple[Link, ...]:
        return tuple(facts.head(self.items, self.organisation))

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        return tuple(facts.facts(self.items))

    @cached_property
    def answer(self) -> tuple[Block, ...]:
        return tuple(block for block in answer.blocks(self.items) if block.lines or block.note)

    @cached_property
    def checks(self) -> tuple[ShownCheck, ...]:
        return tuple(self.items.checks())

    @cached_property
    def pictures(self) -> Pictures:
        return pictures.draw(self.story, self.items.labels)

    @cached_property
    def timeline(self) -> Section:
        return Section("timeline", "In order", tuple(self.items.events()))

    @property
    def timeline_is_beside(self) -> bool:
        return 0 < len(self.story.timeline) <= MOST_BESIDE and not self.pictures.timeline

    @cached_property
    def sections(self) -> tuple[Section, ...]:
        """The parts in full, without those that the story does not have."""
        return tuple(section for section in self._sections() if section.items)

    def _sections(self) -> Iterator[Section]:
        yield Section("symptoms", "Symptoms", tuple(self.items.symptoms()))
        yield Section("factors", "Contributing factors", tuple(self.items.factors()))
        tried = [fix for fix in self.story.fixes if fix.outcome != "planned"]
        order = "in the order they were tried" if len(tried) > 1 else ""
        yield Section("fixes", "Fixes", tuple(self.items.fixes()), order)
        yield Section("takeaways", "Takeaways", tuple(self.items.takeaways()))
        yield Section("impact", "Impact", tuple(self.items.impacts()))
        yield Section("observations", "Observations", tuple(self.items.observations()))
        yield Section("actions", "Actions", tuple(self.items.actions()))

    @property
    def is_short(self) -> bool:
        """Whether the parts are few enough to be read in two columns."""
        return sum(len(section.items) for section in self.sections) <= MOST_IN_COLUMNS

    @property
    def sources(self) -> Iterator[ShownSource]:
        for source in self.story.sources:
            kind = self.items.labels.of("source_kind", source.kind)
            words = [
                kind,
                ", ".join(source.authors),
                source.publisher,
                source.venue,
                moment(source.published),
            ]
            words += [*source.external_ids, *([source.role] if source.role != "primary" else [])]
            facts = [Link(word, "") for word in words if word]
            facts += [Link("archived copy", source.archive_url)] if source.archive_url else []
            yield ShownSource(source.id, source.title, source.url or "", source.locator or "", tuple(facts))

    @property
    def disagreements(self) -> Iterator[ShownDisagreement]:
        """What other sources say about the same, where they differ."""
        for index, one in enumerate(self.story.disagreements):
            is_anchor = one.of[1:].isdigit()
            about = Link(one.of, f"#{one.of}") if is_anchor else Link(_field(one.of), "")
            text = self.items.html(f"disagreement {index}")
            yield ShownDisagreement(about, one.sources, moment(one.at), text)

    @cached_property
    def exhibits(self) -> tuple[tuple[Exhibit, ...], ...]:
        """Evidence of a fault and of its correction side by side where one follows the other."""
        groups: list[tuple[Exhibit, ...]] = []
        for shown in self._exhibits(with_body=True):
            if shown.tone == "fixed" and groups and [one.tone for one in groups[-1]] == ["bad"]:
                groups[-1] = (*groups[-1], shown)
            else:
                groups.append((shown,))
        return tuple(groups)

    @cached_property
    def descriptions(self) -> tuple[Exhibit, ...]:
        """Evidence of which there are only words."""
        return tuple(self._exhibits(with_body=False))

    def _exhibits(self, *, with_body: bool) -> Iterator[Exhibit]:
        for piece in self.story.evidence:
            if bool(piece.body or piece.picture) == with_body:
                tone = piece.role if piece.role in {"bad", "fixed"} else None
                yield Exhibit(piece, self.items.labels.of("evidence_kind", piece.kind), tone or "")


def _field(path: str) -> str:
    """`detected_at` is `detected`, `occurred/start` is `start`."""
    return path.rpartition("/")[2].removesuffix("_at")
