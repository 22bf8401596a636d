"""The shapes of pictures, and the size of text in them."""

import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

CHARACTER = 7.2
"""Width of an average character at 13 px, rather too wide than too narrow."""

LINE_HEIGHT = 17
PADDING = 9


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
    """An edge. `path`: the `d` of an SVG path from `source` to `target`; `label`: what it says."""

    source: str
    target: str
    path: str
    label: str


@dataclass(frozen=True)
class Drawing:
    """Boxes and lines; no line passes behind a box."""

    width: float
    height: float
    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()


@dataclass(frozen=True)
class BoxText:
    """What a box says, before it has a place."""

    key: str
    kind: str
    label: str
    inferred: bool = False

    @property
    def text(self) -> str:
        return f"{self.key} {self.label}".strip()

    def height(self, width: float) -> float:
        return 2 * PADDING + LINE_HEIGHT * len(wrapped(self.text, width - 2 * PADDING))

    def least_width(self) -> float:
        """Of a box in which no word is broken."""
        return max(map(text_width, self.text.split())) + 2 * PADDING + CHARACTER

    def most_width(self) -> float:
        """Of a box with its text on one line."""
        return text_width(self.text) + 2 * PADDING + CHARACTER

    def at(self, x: float, y: float, width: float) -> Node:
        x, y, width = round(x, 1), round(y, 1), round(width, 1)
        texts = wrapped(self.text, width - 2 * PADDING)
        lines = tuple(_placed(texts, x, y))
        height = self.height(width)
        return Node(self.key, self.kind, self.label, x, y, width, height, lines, self.inferred)


def text_width(text: str) -> float:
    return sum(CHARACTER * (2 if east_asian_width(character) in "WF" else 1) for character in text)


def wrapped(text: str, width: float) -> list[str]:
    """The whole text in lines of at most `width` pixels; only a word that is longer is broken."""
    wide = any(east_asian_width(character) in "WF" for character in text)
    columns = max(int(width / (CHARACTER * (2 if wide else 1))), 2)
    return textwrap.wrap(text, columns, break_on_hyphens=False) or [""]


def _placed(texts: list[str], x: float, y: float) -> Iterator[TextLine]:
    for index, text in enumerate(texts, start=1):
        yield TextLine(text, round(x + PADDING, 1), round(y + PADDING + LINE_HEIGHT * index - 4, 1))


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
