"""Blocks of a Markdown list: headings, bullets of two levels and paragraphs, with their lines."""

import re
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

BULLET = re.compile(r"([ \t]{0,40})(?:[*+-]|[0-9]{1,9}[.)])[ \t]+(?=\S)")
FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)[ \t]*\Z")
RULE = re.compile(r" {0,3}([*_-])[ \t]*(?:\1[ \t]*){2,}\Z")
DEFINITION = re.compile(r" {0,3}\[([^\[\]]{1,300})\]:[ \t]{0,20}<?([^\s<>]{1,4000})>?")
NESTED = 2
"""Columns by which a bullet of the second level is indented at least."""


class ListBlock(Struct):
    """`level` is the one of a heading, or 1 or 2 of a bullet."""

    kind: Literal["heading", "bullet", "paragraph"]
    level: int
    text: str
    first: int
    last: int


def definitions(text: str) -> dict[str, str]:
    """Addresses of `[label]: address` by their label in small letters."""
    found = (DEFINITION.match(line) for line in text.split("\n"))
    return {one.group(1).casefold().strip(): one.group(2) for one in found if one}


def blocks(text: str) -> Iterator[ListBlock]:
    """What stands in code or in a comment is left out."""
    reader = _BlockReader()
    for number, line in enumerate(text.split("\n"), 1):
        yield from reader.line(number, line)
    yield from reader.end()


class _BlockReader:
    """Collects the lines of one block after another."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._block: ListBlock | None = None
        self._after_blank = False
        self._indent: int | None = None
        """Of the bullets of the first level."""
        self._until: str | None = None
        """What ends the code or the comment that the line is in."""

    def end(self) -> Iterator[ListBlock]:
        if self._block:
            self._block.text = " ".join(self._lines)
            yield self._block
        self._block, self._lines = None, []

    def line(self, number: int, line: str) -> Iterator[ListBlock]:
        if self._until is not None:
            if self._until in line if self._until == "-->" else line.strip().startswith(self._until):
                self._until = None
        elif not line.strip():
            self._after_blank = True
        elif opens := self._opening(line):
            yield from self.end()
            self._until = opens
        elif line.lstrip().startswith("<!--") or DEFINITION.match(line):
            yield from self.end()
        else:
            yield from self._content(number, line)
            self._after_blank = False

    @staticmethod
    def _opening(line: str) -> str | None:
        if line.lstrip().startswith("<!--"):
            return None if "-->" in line else "-->"
        fence = FENCE.match(line)
        return fence.group(1) if fence else None

    def _content(self, number: int, line: str) -> Iterator[ListBlock]:
        block = self._block
        if block and self._underlines(block, line):
            block.kind, block.level, block.last = "heading", 1 if "=" in line else 2, number
            yield from self.end()
        elif RULE.match(line):
            yield from self.end()
        elif line.lstrip(" ").startswith("#") and (heading := line.strip().lstrip("#")) != line.strip():
            yield from self.end()
            level = len(line.strip()) - len(heading)
            yield ListBlock("heading", level, heading.strip().rstrip("#").strip(), number, number)
            self._indent = None
        elif bullet := BULLET.match(line):
            yield from self.end()
            level = self._level(len(bullet.group(1).expandtabs(4)))
            self._begin(ListBlock("bullet", level, "", number, number), line[bullet.end() :])
        elif block and self._continues(block, line):
            block.last = number
            self._lines.append(line.strip())
        else:
            yield from self.end()
            self._begin(ListBlock("paragraph", 0, "", number, number), line)

    def _underlines(self, block: ListBlock, line: str) -> bool:
        return block.kind == "paragraph" and not self._after_blank and UNDERLINE.match(line) is not None

    def _begin(self, block: ListBlock, line: str) -> None:
        if block.kind == "paragraph":
            self._indent = None
        self._block, self._lines = block, [line.strip()]

    def _level(self, indent: int) -> int:
        """One bullet may be indented by a space where its neighbours are not."""
        if self._indent is None or indent < self._indent:
            self._indent = indent
        return 2 if indent >= self._indent + NESTED else 1

    def _continues(self, block: ListBlock, line: str) -> bool:
        is_inside = block.kind == "bullet" and line[:NESTED].isspace()
        return is_inside or not self._after_blank
