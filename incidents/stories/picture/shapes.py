"""The shapes of pictures, and the size of text in them."""

from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import east_asian_width

NARROW = frozenset(" fijlrtI.,:;'|!()[]/-")
WIDE = frozenset("mwMWOQ@%")
WIDTHS = {"narrow": 5.4, "usual": 8.2, "large": 9.6, "wide": 12.8, "square": 13.5}
"""Of characters at 13 px, as in a wide font: other machines have other fonts."""

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
        return max(map(text_width, self.text.split())) + 2 * PADDING + 1

    def most_width(self) -> float:
        """Of a box with its text on one line."""
        return text_width(self.text) + 2 * PADDING + 1

    def at(self, x: float, y: float, width: float) -> Node:
        x, y, width = round(x, 1), round(y, 1), round(width, 1)
        texts = wrapped(self.text, width - 2 * PADDING)
        lines = tuple(_placed(texts, x, y))
        height = self.height(width)
        return Node(self.key, self.kind, self.label, x, y, width, height, lines, self.inferred)


def text_width(text: str) -> float:
    return sum(map(_width, text))


def _width(character: str) -> float:
    if character in NARROW:
        return WIDTHS["narrow"]
    if character in WIDE:
        return WIDTHS["wide"]
    if east_asian_width(character) in "WF":
        return WIDTHS["square"]
    return WIDTHS["large" if character.isupper() or character.isdigit() else "usual"]


def wrapped(text: str, width: float) -> list[str]:
    """The whole text in lines of at most `width` pixels; only a word that is longer is broken."""
    lines = [""]
    for word in text.split():
        for piece in _pieces(word, width):
            line = f"{lines[-1]} {piece}".strip()
            if text_width(line) <= width:
                lines[-1] = line
            else:
                lines.append(piece)
    return lines if lines[0] or len(lines) == 1 else lines[1:]


def _pieces(word: str, width: float) -> Iterator[str]:
    piece = ""
    for character in word:
        if piece and text_width(piece + character) > width:
            yield piece
            piece = ""
        piece += character
    yield piece


def _placed(texts: list[str], x: float, y: float) -> Iterator[TextLine]:
    for index, text in enumerate(texts, start=1):
        yield TextLine(text, round(x + PADDING, 1), round(y + PADDING + LINE_HEIGHT * index - 4, 1))


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
