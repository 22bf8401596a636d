"""Joins lines that a chat, a slide or a narrow terminal has wrapped."""

import re
from collections.abc import Iterator

from msgspec import Struct

LONGEST_TEXT = 2**16
"""In bytes. Longer texts come from files, whose lines are not wrapped."""

MAX_PARTS = 3

ENTRY_START = re.compile(
    rb"\W{0,3}(?:\d{4}-\d\d-\d\d|\d\d:\d\d|[A-Z][a-z]{2} +\d+ \d\d:\d\d|[IWEF]\d{4} |"
    rb"type=|level=|time=|ts=|\{\"|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|Normal|Warning)\b|\d+[smhd] )"
)
"""The beginning of a log entry."""


class JoinedLine(Struct, frozen=True):
    """`line`: number of the first line, from 1. `joints`: the offsets at which the next lines begin."""

    line: int
    text: bytes
    joints: tuple[int, ...]


def joined(text: bytes) -> Iterator[JoinedLine]:
    """Every line joined with the lines that may continue it, once with and once without a space between."""
    if len(text) > LONGEST_TEXT:
        return
    lines = text.split(b"\n")
    for index, line in enumerate(lines[:-1]):
        parts = [line.rstrip(), *_continuation(lines[index + 1 : index + MAX_PARTS])]
        if line.strip() and len(parts) > 1:
            yield _join(index + 1, parts, b" ")
            yield _join(index + 1, parts, b"")


def _continuation(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        if not line.strip() or ENTRY_START.match(line):
            return
        yield line.strip()


def _join(number: int, parts: list[bytes], between: bytes) -> JoinedLine:
    joints, length = [], len(parts[0])
    for part in parts[1:]:
        joints.append(length + len(between))
        length += len(between) + len(part)
    return JoinedLine(number, between.join(parts), tuple(joints))
