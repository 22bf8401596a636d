"""The differences of two texts, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKENS = re.compile(r"\S+\s*|\s+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MAX_TOKENS = 1_000
"""The time is the product of both lengths, so longer runs of changes are reported as replaced."""


@dataclass(frozen=True)
class Segment:
    kind: Literal["equal", "insert", "delete"]
    text: str


def between(before: str, after: str) -> tuple[Segment, ...]:
    """The segments: equal and deleted ones form `before`, equal and inserted ones form `after`."""
    found: list[Segment] = []
    for segment in _by_lines(LINES.findall(before), LINES.findall(after)):
        if found and found[-1].kind == segment.kind:
            found[-1] = Segment(segment.kind, found[-1].text + segment.text)
        elif segment.text:
            found.append(segment)
    return tuple(found)


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    for same, old, new in _runs(before, after):
        if same:
            yield Segment("equal", old)
        else:
            yield from _by_words(TOKENS.findall(old), TOKENS.findall(new))


def _by_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    for same, old, new in _runs(before, after):
        if same:
            yield Segment("equal", old)
        else:
            yield Segment("delete", old)
            yield Segment("insert", new)


def _runs(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Yields runs of items: whether both sides are equal, and the text of each side."""
    start = _common(before, after)
    end = _common(before[start:][::-1], after[start:][::-1])
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    yield True, "".join(before[:start]), "".join(after[:start])
    if max(len(old), len(new)) > MAX_TOKENS:
        yield False, "".join(old), "".join(new)
    else:
        for kind, a, b, c, d in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
            yield kind == "equal", "".join(old[a:b]), "".join(new[c:d])
    yield True, "".join(before[len(before) - end :]), "".join(after[len(after) - end :])


def _common(before: Sequence[str], after: Sequence[str]) -> int:
    """The length of the common prefix."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(before), len(after)))
