"""Links in a line of Markdown, with the letters that were written.

A line is read in one pass; CommonMark libraries hand out neither the letters of a link's text nor its place.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import NamedTuple

LONGEST_ADDRESS = 4_000
DEEPEST = 32
"""Parentheses in an address; the limits keep a line of opening ones from taking quadratic time."""
LONGEST_TITLE = 500
LONGEST_LABEL = 300
BACKTICKS = re.compile("`+")
AUTOLINK = re.compile(r"<(https?://[^\s<>]{1,4000})>", re.IGNORECASE)
TITLE = re.compile(r"""\s{1,20}(?:"[^"]{0,500}"|'[^']{0,500}'|\([^()]{0,500}\))""")
MARKS = re.compile(r"[\\`\[\]<]")


class InlineLink(NamedTuple):
    """`text` is what stands between the brackets, to the letter."""

    text: str
    address: str
    start: int
    end: int


def links(text: str, definitions: Mapping[str, str] | None = None) -> list[InlineLink]:
    """The links of a line in its order, without pictures. `definitions`: addresses by their label."""
    return sorted(_links(text, definitions or {}), key=lambda link: link.start)


def _links(text: str, definitions: Mapping[str, str]) -> Iterator[InlineLink]:
    code = _CodeSpans(text)
    opened: list[tuple[int, bool]] = []
    place = 0
    while found := MARKS.search(text, place):
        place, sign = found.end(), found.group()
        if sign == "\\":
            place += 1
        elif sign == "`":
            place = code.end(found.start())
        elif sign == "[":
            opened.append((found.start(), text[: found.start()][-1:] == "!"))
        elif sign == "<":
            if auto := AUTOLINK.match(text, found.start()):
                yield InlineLink(auto.group(1), auto.group(1), auto.start(), auto.end())
                place = auto.end()
        elif opened:
            start, is_picture = opened.pop()
            label = text[start + 1 : found.start()]
            if target := _target(text, found.end(), label, definitions):
                address, place = target
                if not is_picture:
                    yield InlineLink(label, address, start, place)
                    opened.clear()  # a link holds no other link


def _target(text: str, place: int, label: str, definitions: Mapping[str, str]) -> tuple[str, int] | None:
    """The address of a link whose text ends before `place`, and where the link ends."""
    if text.startswith("(", place):
        return _destination(text, place + 1)
    if not definitions:
        return None
    end = text.find("]", place, place + LONGEST_LABEL) if text.startswith("[", place) else -1
    name = (text[place + 1 : end] if end > 0 else "") or label
    if len(name) <= LONGEST_LABEL and (address := definitions.get(name.casefold().strip())):
        return address, end + 1 if end > 0 else place
    return None


def _destination(text: str, place: int) -> tuple[str, int] | None:
    text = text[place : place + LONGEST_ADDRESS + LONGEST_TITLE]
    start = len(text) - len(text.lstrip())
    if text.startswith("<", start):
        end = text.find(">", start)
        address, after = text[start + 1 : end], end + 1
        if end < 0:
            return None
    else:
        after = _end_of_address(text, start)
        address = text[start:after]
    if titled := TITLE.match(text, after):
        after = titled.end()
    after += len(text[after : after + 20]) - len(text[after : after + 20].lstrip())
    if not text.startswith(")", after):
        return None
    return re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", address), place + after + 1


def _end_of_address(text: str, start: int) -> int:
    """Parentheses inside an address are balanced."""
    depth, place = 0, start
    while place < len(text):
        sign = text[place]
        if sign.isspace() or (sign == ")" and depth == 0) or depth > DEEPEST:
            break
        depth += (sign == "(") - (sign == ")")
        place += 2 if sign == "\\" else 1
    return min(place, len(text))


class _CodeSpans:
    """Where the code that begins at a run of back-ticks ends."""

    def __init__(self, text: str) -> None:
        self._runs: dict[int, list[int]] = {}
        self._lengths: dict[int, int] = {}
        for found in BACKTICKS.finditer(text):
            length = found.end() - found.start()
            self._runs.setdefault(length, []).append(found.start())
            self._lengths[found.start()] = length

    def end(self, start: int) -> int:
        """After the run that closes the code, or after the run itself if none does."""
        length = self._lengths.get(start)
        if length is None:  # the first back-tick of the run was escaped
            return start + 1
        runs = self._runs[length]
        after = bisect_right(runs, start)
        return (runs[after] if after < len(runs) else start) + length
