"""The blocks of a Markdown text with the lines that they come from; texts stay as they are written."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

MARKER = re.compile(r"[ ]{0,3}(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)")
BlockKind = Literal["heading", "list", "table", "code", "text"]


@dataclass(frozen=True)
class MarkdownPassage:
    """A text and its first line, from 1."""

    text: str
    line: int


@dataclass(frozen=True)
class MarkdownBlock:
    """`text`: as written, of a heading without its marks; `items`: of a list; `rows`: cells of a table."""

    kind: BlockKind
    text: str
    line: int
    level: int = 0
    items: tuple[MarkdownPassage, ...] = ()
    rows: tuple[tuple[int, tuple[str, ...]], ...] = ()


def blocks(text: str) -> Iterator[MarkdownBlock]:
    """The outermost blocks, in order. The time is linear in the text."""
    lines = text.split("\n")
    tokens = MarkdownIt("commonmark").enable("table").disable(["inline", "reference"]).parse(text)
    opened = [index for index, token in enumerate(tokens) if token.level == 0 and token.nesting >= 0]
    for begin, end in zip(opened, [*opened[1:], len(tokens)], strict=True):
        inside = tokens[begin:end]
        if inside[0].map:
            yield _block(inside, lines)


def _block(tokens: Sequence[Token], lines: Sequence[str]) -> MarkdownBlock:
    first, last = tokens[0].map or (0, 0)
    raw = "\n".join(lines[first:last]).strip("\n")
    match tokens[0].type:
        case "heading_open":
            return MarkdownBlock("heading", tokens[1].content, first + 1, level=int(tokens[0].tag[1:]))
        case "bullet_list_open" | "ordered_list_open":
            opened = [token.map for token in tokens if token.type == "list_item_open" and token.level == 1]
            return MarkdownBlock(
                "list", raw, first + 1, items=tuple(_item(lines, *place) for place in opened if place)
            )
        case "table_open":
            return MarkdownBlock("table", raw, first + 1, rows=tuple(_rows(tokens)))
        case "fence" | "code_block":
            return MarkdownBlock("code", raw, first + 1)
        case _:
            return MarkdownBlock("text", raw, first + 1)


def _item(lines: Sequence[str], first: int, last: int) -> MarkdownPassage:
    """Without the marker, and further lines without its indentation."""
    marker = MARKER.match(lines[first])
    width = marker.end() if marker else 0
    rest = [line[min(width, len(line) - len(line.lstrip(" "))) :] for line in lines[first + 1 : last]]
    return MarkdownPassage("\n".join([lines[first][width:], *rest]).strip(), first + 1)


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[int, tuple[str, ...]]]:
    cells: list[str] = []
    line = 1
    for token in tokens:
        if token.type == "tr_open" and token.map:
            cells, line = [], token.map[0] + 1
        elif token.type == "inline":
            cells.append(token.content.strip())
        elif token.type == "tr_close":
            yield line, tuple(cells)
