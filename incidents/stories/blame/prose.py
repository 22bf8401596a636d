"""The sentences of a Markdown text, as words with their places; code and quotations are blanked."""

import re
from collections.abc import Iterator

from msgspec import Struct

FILLER = "_"
"""Stands for each character that is exempt, so that places stay and a piece of code is still one word."""
FENCE = re.compile(r"[ \t]*(```+|~~~+)")
HEADING = re.compile(r"[ ]{0,3}#{1,6}[ \t]")
LABEL = re.compile(r"\s*\**[A-Za-z][\w /&-]{2,40}:?\**:?\s*\Z")
ITEM = re.compile(r"[ \t]*(?:[-*+•]|[0-9]{1,3}[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
TABLE = re.compile(r"[ \t]*\|")
QUOTED = re.compile(r"[ \t]*>")
DEEP = re.compile(r"(?: {4}|\t)")
EXEMPT = re.compile(
    r"``[^`]+``|`[^`]+`"
    r"|\"[^\"]+\"|“[^“”]+”|„[^„“”]+[“”]|«[^«»]+»|(?<!\w)'[^'\n]{2,300}'(?!\w)|(?<!\w)‘[^‘’\n]{2,300}’(?!\w)"
    r"|\]\([^()\s]*\)|https?://[^\s<>]+|[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{1,64}"
)
NO_LINE_END = re.compile(r"[^\n]")
TOKEN = re.compile(r"@?\w+(?:['’./@+:-]\w+)*|[^\w\s]")
CLOSES = frozenset(".!?…")
ABBREVIATIONS = frozenset(
    {"e.g", "i.e", "cf", "vs", "approx", "etc", "no", "dr", "mr", "ms", "mrs", "st", "inc"}
)
LONGEST = 200
"""Words of a sentence; rules look at a sentence as a whole, so a longer one is cut."""
CELL = re.compile(r"[^|\n]+")


class TextWord(Struct, frozen=True, gc=False):
    """A word or a mark of punctuation, and its place in the text."""

    text: str
    lower: str
    start: int
    end: int

    @property
    def is_mark(self) -> bool:
        return not (self.text[0].isalnum() or self.text[0] in "_@")

    @property
    def is_exempt(self) -> bool:
        return self.text[0] == FILLER


class Sentence(Struct, frozen=True, gc=False):
    """`section`: the last heading above, in lower case. `is_first`: it begins its paragraph or list item."""

    words: list[TextWord]
    section: str = ""
    is_heading: bool = False
    is_item: bool = False
    is_first: bool = False


class _Block(Struct, frozen=True, gc=False):
    start: int
    end: int
    section: str
    is_heading: bool = False
    is_item: bool = False


def sentences(text: str) -> Iterator[Sentence]:
    for block in _blocks(_without_comments(text)):
        shown = EXEMPT.sub(_filled, text[block.start : block.end])
        yield from _split(shown, block)


def _without_comments(text: str) -> str:
    """The text with its HTML comments blanked; one that is not closed stays."""
    parts, position = [], 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += [text[position:start], NO_LINE_END.sub(" ", text[start : end + 3])]
        position = end + 3
    return "".join([*parts, text[position:]]) if parts else text


def _filled(found: re.Match[str]) -> str:
    return FILLER * len(found.group())


def _blocks(text: str) -> Iterator[_Block]:
    """Headings, list items, cells of tables and paragraphs; code and quoted lines are left out."""
    fence, section, after_blank, in_list, is_item = "", "", True, False, False
    begin = end = -1
    position = 0
    for line in text.splitlines(keepends=True):
        start, position = position, position + len(line)
        bare = line.strip()
        opening = FENCE.match(line)
        is_code = bool(fence) or bool(DEEP.match(line) and after_blank and not in_list and bare)
        item = None if fence else ITEM.match(line)
        is_own = bool(HEADING.match(line) or TABLE.match(line))
        if begin >= 0 and (not bare or opening or is_code or item or is_own or QUOTED.match(line)):
            yield _Block(begin, end, section, is_item=is_item)
            begin = -1
        fence = _fence_after(fence, opening, bare)
        if opening or is_code or not bare or QUOTED.match(line):
            pass
        elif is_own:
            section = bare.strip("# *:").casefold() if HEADING.match(line) else section
            yield from _of_one_line(line, start, section)
        elif begin < 0 and not item and LABEL.match(line) and bare.endswith((":", "**")):
            section = bare.strip("*: ").casefold()
        else:
            if begin < 0:
                begin, is_item = start + (item.end() if item else 0), bool(item)
            end = position
        after_blank = not bare or (is_code and not fence)
        in_list = bool(item) or (in_list and (not bare or line[:1] in " \t"))
    if begin >= 0:
        yield _Block(begin, end, section, is_item=is_item)


def _of_one_line(line: str, start: int, section: str) -> Iterator[_Block]:
    """A heading, or the cells of a table's row."""
    if HEADING.match(line):
        yield _Block(start + line.index("#"), start + len(line), section, is_heading=True)
        return
    for cell in CELL.finditer(line):
        yield _Block(start + cell.start(), start + cell.end(), section, is_item=True)


def _fence_after(fence: str, opening: re.Match[str] | None, bare: str) -> str:
    """The fence that is open after this line, empty for none."""
    if opening is None:
        return fence
    if not fence:
        return opening.group(1)
    return "" if bare.startswith(fence) and not bare.strip(fence[0]) else fence


def _split(shown: str, block: _Block) -> Iterator[Sentence]:
    words: list[TextWord] = []
    is_first = True
    for found in TOKEN.finditer(shown):
        token = found.group()
        start, end = found.span()
        words.append(TextWord(token, token.lower(), block.start + start, block.start + end))
        if len(words) >= LONGEST or (token in CLOSES and _ends(shown, end, words)):
            yield Sentence(words, block.section, block.is_heading, block.is_item, is_first)
            words, is_first = [], False
    if words:
        yield Sentence(words, block.section, block.is_heading, block.is_item, is_first)


def _ends(shown: str, end: int, words: list[TextWord]) -> bool:
    if end < len(shown) and not shown[end].isspace() and shown[end] not in "*_)”\"'":
        return False
    before = words[-2] if len(words) > 1 else None
    return before is None or before.lower not in ABBREVIATIONS
