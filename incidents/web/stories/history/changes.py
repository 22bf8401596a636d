"""The difference of two revisions, shaped for its page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from incidents.stories.differences import Change
from incidents.stories.segments import Segment
from incidents.web.parts.badges import Badge

CONTEXT = 160
"""Characters shown before and after a change inside a long text."""

CHAPTERS = {
    "symptoms": "Symptoms",
    "factors": "Contributing factors",
    "fixes": "Fixes",
    "takeaways": "Takeaways",
    "timeline": "Timeline",
    "impacts": "Impact",
    "evidence": "Evidence",
    "actions": "Actions",
    "sources": "Sources",
    "relations": "Relations",
}
TONES = {"added": "worked", "removed": "failed", "changed": "partial", "moved": "reverted"}


@dataclass(frozen=True)
class ShownChange:
    """`before` and `after` are empty where `segments` say it word by word."""

    label: str
    badge: Badge
    before: str
    after: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class ChangedSection:
    title: str
    changes: tuple[ShownChange, ...]


def chapters(changes: Sequence[Change]) -> tuple[ChangedSection, ...]:
    """Chapters in the order of the document; the fields of the story itself are the first."""
    grouped = groupby(changes, key=lambda change: CHAPTERS.get(change.path.partition("/")[0], "The head"))
    found: dict[str, tuple[ShownChange, ...]] = {}
    for title, members in grouped:
        found[title] = found.get(title, ()) + tuple(_shown(change) for change in members)
    return tuple(ChangedSection(title, some) for title, some in found.items())


def _shown(change: Change) -> ShownChange:
    badge = Badge(change.kind, TONES[change.kind])
    if change.segments:
        return ShownChange(change.label, badge, "", "", tuple(_trimmed(_unwrapped(change.segments))))
    before, after = change.before or "", change.after or ""
    if change.kind == "moved":
        before, after = f"place {before}", f"place {after}"
    return ShownChange(change.label, badge, before, after, ())


def _unwrapped(segments: Sequence[Segment]) -> Sequence[Segment]:
    """Words that only moved to another line count as unchanged, unless nothing else changed."""
    found: list[Segment] = []
    for segment in segments:
        if found and segment.kind == "insert" and _wraps(found[-1], segment):
            found[-1] = Segment("equal", segment.text)
        else:
            found.append(segment)
    if all(segment.kind == "equal" for segment in found):
        return segments
    grouped = groupby(found, key=lambda segment: segment.kind)
    return [Segment(kind, "".join(segment.text for segment in members)) for kind, members in grouped]


def _wraps(one: Segment, other: Segment) -> bool:
    return one.kind == "delete" and one.text.split() == other.text.split()


def _trimmed(segments: Sequence[Segment]) -> Iterator[Segment]:
    """What is equal is shown as far as it helps to find the place."""
    last = len(segments) - 1
    for place, segment in enumerate(segments):
        if segment.kind != "equal" or len(segment.text) <= 2 * CONTEXT:
            yield segment
            continue
        start = "" if place == 0 else segment.text[:CONTEXT].rpartition(" ")[0]
        end = "" if place == last else segment.text[-CONTEXT:].partition(" ")[2]
        yield Segment("equal", f"{start} … {end}")
