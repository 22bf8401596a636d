"""Lines that a chat, a slide or a narrow terminal has broken, put together again."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST_TEXT = 2**16
"""In bytes. Longer texts come from files, where lines are whole."""

MOST_PARTS = 3

RECORD = re.compile(
    rb"\W{0,3}(?:\d{4}-\d\d-\d\d|\d\d:\d\d|[A-Z][a-z]{2} +\d+ \d\d:\d\d|[IWEF]\d{4} |"
    rb"type=|level=|time=|ts=|\{\"|(?:TRACE|DEBUG|INFO|WARN|WARNING|ERROR|FATAL|Normal|Warning)\b|\d+[smhd] )"
)
"""How a new entry of a log begins."""


@dataclass(frozen=True)
class JoinedLine:
    """`line` is the number of the first line (from 1); `joints` are the places where the next ones begin."""

    line: int
    text: bytes
    joints: tuple[int, ...]


def joined(text: bytes) -> Iterator[JoinedLine]:
    """Every line with those after it that may continue it, by a space and by nothing."""
    if len(text) > LONGEST_TEXT:
        return
    lines = text.split(b"\n")
    for index, line in enumerate(lines[:-1]):
        parts = [line.rstrip(), *_continuation(lines[index + 1 : index + MOST_PARTS])]
        if line.strip() and len(parts) > 1:
            yield _put_together(index + 1, parts, b" ")
            yield _put_together(index + 1, parts, b"")


def _continuation(lines: list[bytes]) -> Iterator[bytes]:
    for line in lines:
        if not line.strip() or RECORD.match(line):
            return
        yield line.strip()


def _put_together(number: int, parts: list[bytes], between: bytes) -> JoinedLine:
    joints, length = [], len(parts[0])
    for part in parts[1:]:
        joints.append(length + len(between))
        length += len(between) + len(part)
    return JoinedLine(number, between.join(parts), tuple(joints))
