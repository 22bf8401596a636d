"""The shapes of pictures, and the size of text in them."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

CHARACTER = 7.2
"""Width of an average character at 13 px, rather too wide than too narrow."""

LINE_HEIGHT = 18
PADDING = 10


@dataclass(frozen=True)
class TextLine:
    """One line of text, placed at the left end of its baseline."""

    text: str
    x: float
    y: float


@dataclass(frozen=True)
class Node:
    """A box. `key`: anchor or reference. `kind`: the kind of part or story. `label`: the whole text."""

    key: str
    kind: str
    label: str
    x: float
    y: float
    width: float
    height: float
    lines: tuple[TextLine, ...] = ()
    inferred: bool = False

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.height / 2


@dataclass(frozen=True)
class Edge:
    """An edge. `path`: the `d` of an SVG path from `source` to `target`. `x`, `y`: position of the label."""

    source: str
    target: str
    path: str
    label: str
    x: float
    y: float


def wrapped(text: str, width: float, *, most: int) -> list[str]:
    """The text in at most `most` lines of `width` pixels, shortened with an ellipsis."""
    wide = any(east_asian_width(character) in "WF" for character in text)
    columns = max(int(width / (CHARACTER * (2 if wide else 1))), 2)
    lines = textwrap.wrap(text, columns, max_lines=most, placeholder=" …", break_on_hyphens=False)
    return lines or [text[: columns - 1] + "…"]


def box(key: str, kind: str, label: str, *, x: float, y: float, width: float, inferred: bool = False) -> Node:
    """A box that is as high as its text, which starts with the key."""
    texts = wrapped(f"{key} {label}".strip(), width - 2 * PADDING, most=4)
    height = 2 * PADDING + LINE_HEIGHT * len(texts)
    return Node(key, kind, label, x, y, width, height, tuple(_placed(texts, x, y)), inferred)


def _placed(texts: list[str], x: float, y: float) -> Iterator[TextLine]:
    for index, text in enumerate(texts, start=1):
        yield TextLine(text, x + PADDING, y + PADDING + LINE_HEIGHT * index - 5)


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
