"""The first screen of a story's page: what one would see, why, what helped, and what to check first."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from django.utils.safestring import SafeString

from incidents.web.stories.page.items import Items
from incidents.web.stories.page.shown import Outcome

MOST_SEEN = MOST_FACTORS = 3
MOST_FIXES = 4
ORDER = ("worked", "partial", "made_worse", "failed", "reverted", "planned", "unknown")
HELPED = frozenset({"worked", "partial"})


@dataclass(frozen=True)
class AnswerLine:
    """A part in one sentence; `seen` is what a person would read on a screen."""

    anchor: str
    html: SafeString
    seen: str = ""
    outcome: Outcome | None = None


@dataclass(frozen=True)
class Block:
    """Some parts of a kind, and how many more there are; `note`: what is said in place of parts."""

    anchor: str
    title: str
    lines: tuple[AnswerLine, ...]
    more: int = 0
    note: str = ""


def blocks(items: Items) -> Iterator[Block]:
    """Those may be empty for which the story has no parts."""
    yield _seen(items)
    yield _why(items)
    yield _helped(items)


def _seen(items: Items) -> Block:
    """The symptoms, those first that have words to recognise."""
    symptoms = sorted(items.story.symptoms, key=lambda part: not part.observable)
    lines = [AnswerLine(part.id, items.short(part.id), _shown(part.observable or "")) for part in symptoms]
    return _block("symptoms", "What you would see", lines, MOST_SEEN)


def _why(items: Items) -> Block:
    """The factors, those last that are our reading."""
    factors = sorted(items.story.factors, key=lambda part: part.basis == "inferred")
    return _block(
        "factors", "Why", [AnswerLine(part.id, items.short(part.id)) for part in factors], MOST_FACTORS
    )


def _helped(items: Items) -> Block:
    """The fixes, those first that worked."""
    fixes = sorted(items.story.fixes, key=lambda part: ORDER.index(part.outcome))
    outcomes = {part.outcome for part in fixes}
    title = "What helped" if outcomes & HELPED else "What was tried"
    title = "What is planned" if outcomes == {"planned"} else title
    lines = [AnswerLine(part.id, items.short(part.id), outcome=items.outcome(part)) for part in fixes]
    note = "No fix is known." if items.story.no_fix_known else ""
    return replace(_block("fixes", title, lines, MOST_FIXES), note=note)


def _block(anchor: str, title: str, lines: Sequence[AnswerLine], most: int) -> Block:
    return Block(anchor, title, tuple(islice(lines, most)), max(len(lines) - most, 0))


def _shown(observable: str) -> str:
    """The first line that says something."""
    return next((line.strip() for line in observable.splitlines() if line.strip()), "")
