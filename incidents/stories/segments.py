"""What changed inside a text, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

TOKENS = re.compile(r"\S+\s*|\s+")
LINES = re.compile(r"[^\n]*\n|[^\n]+")
MAX_TOKENS = 1_000
"""The comparison takes the product of both lengths; longer stretches count as replaced."""


@dataclass(frozen=True)
class Segment:
    kind: Literal["equal", "insert", "delete"]
    text: str


def between(before: str, after: str) -> tuple[Segment, ...]:
    """Equal and deleted segments make up `before`, equal and inserted ones `after`, in this order."""
    found: list[Segment] = []
    for segment in _by_lines(LINES.findall(before), LINES.findall(after)):
        if found and found[-1].kind == segment.kind:
            found[-1] = Segment(segment.kind, found[-1].text + segment.text)
        elif segment.text:
            found.append(segment)
    return tuple(found)


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    for same, old, new in _stretches(before, after):
        if same:
            yield Segment("equal", old)
        else:
            yield from _by_words(TOKENS.findall(old), TOKENS.findall(new))


def _by_words(before: Sequence[str], after: Sequence[str]) -> Iterator[Segment]:
    for same, old, new in _stretches(before, after):
        if same:
            yield Segment("equal", old)
        else:
            yield Segment("delete", old)
            yield Segment("insert", new)


def _stretches(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[bool, str, str]]:
    """Whether a stretch is the same on both sides, and its text on each."""
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
    """How many items both start with."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((index for index, (one, other) in pairs if one != other), min(len(before), len(after)))
