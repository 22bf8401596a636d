"""Other stories on the page of a story: relations from both ends, and stories that are like it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from django.utils.safestring import SafeString

from incidents.domain.search import AlikeStory
from incidents.domain.stories import Tie
from incidents.stories import rendering
from incidents.web.parts import addresses
from incidents.web.parts.badges import Link
from incidents.web.parts.labels import Labels
from incidents.web.stories.page.items import Items

INVERSE = {
    "recurrence_of": "Came back as",
    "fix_incomplete": "Its fix left over",
    "caused_by_fix_of": "Its fix caused",
    "hazard_of": "The hazard behind it",
    "duplicate_of": "Duplicates",
}
"""How a relation reads from the story it leads to, where that differs from the vocabulary's words."""


@dataclass(frozen=True)
class Related:
    """Another story; `why` in a phrase, `note` in sentences."""

    label: str
    ref: str
    title: str
    url: str
    why: SafeString
    note: SafeString


@dataclass(frozen=True)
class Alike:
    ref: str
    title: str
    url: str
    reasons: tuple[Link, ...]
    words: tuple[str, ...]


def slugs(ties: Iterable[Tie], similar: Iterable[AlikeStory]) -> set[str]:
    shared = {slug for other in similar for slug in other.failure_modes | other.components}
    return shared | {tie.type for tie in ties}


def related(ref: str, ties: Iterable[Tie], items: Items) -> Iterator[Related]:
    for tie in ties:
        outgoing = tie.source == ref
        other, title = (tie.target, tie.target_title) if outgoing else (tie.source, tie.source_title)
        label = items.labels.of("relation_type", tie.type)
        merged = tie.type == "duplicate_of" and not outgoing  # its address leads back here
        yield Related(
            label=label if outgoing else INVERSE.get(tie.type, label),
            ref=other,
            title=title,
            url=addresses.history(other) if merged else addresses.part(other),
            why=_sentence(tie.on),
            note=_sentence(tie.note),
        )


@lru_cache(maxsize=1024)
def _sentence(text: str) -> SafeString:
    """Markdown that begins like a sentence, unless its first word has capitals, or is code."""
    first = text.partition(" ")[0]
    begun = text[:1].upper() + text[1:] if first.islower() else text
    return SafeString(rendering.inline_html(begun)) if text else SafeString("")


def alike(other: AlikeStory, labels: Labels) -> Alike:
    reasons = [labels.link("failure_mode", slug) for slug in sorted(other.failure_modes)]
    reasons += [labels.link("component", slug) for slug in sorted(other.components)]
    return Alike(other.ref, other.title, addresses.part(other.ref), tuple(reasons), other.words)
