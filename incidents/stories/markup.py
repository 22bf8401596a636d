"""The Markdown dialect of texts. The HTML it returns is not sanitised yet.

Differences from the library's default: no raw HTML, images become links, references to stories and bare
URLs become links, no reference-style links and no underlined headings. Every pattern is bounded, so that
hostile text takes time linear in its length.
"""

import re
import threading
from collections.abc import Callable
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.extensions.fenced_code import FencedCodeExtension
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableExtension
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from incidents.refs import NUMBER

MAX_BLOCK = 20_000
MAX_CELLS = 20_000
"""A limit for tables: with a header of a thousand columns, every row has a thousand cells."""

LINK = (
    r"!?\[((?:[^\[\]]|\[[^\[\]]{0,100}\]){1,500})\]"
    r"\([ ]{0,9}<?((?:[^\s()<>]|\([^\s()<>]{0,200}\)){1,2000})>?(?:[ ]{1,9}\"([^\"]{0,300})\")?[ ]{0,9}\)"
)
BARE_ADDRESS = r"(?<![\w\"'=(/])https?://[^\s<>\"\x02\x03]{0,2000}[^\s<>\"\x02\x03.,;:!?)\]}'*_]"
REFERENCE = r"(?<![\w/#.-])((?:{prefixes})-{number})(\#[a-z][1-9][0-9]{{0,3}})?(?![\w-])"

DEEP_QUOTE = re.compile(r"(?:[ ]{0,3}>){20}")

RAW_HTML = "html"
UNUSED_PATTERNS = (
    "reference",
    "image_link",
    "image_reference",
    "short_reference",
    "short_image_ref",
    RAW_HTML,
)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIRST_HEADING = 3
"""The page and its section already use the levels one and two."""

_ready = threading.local()
"""Renderers of this thread. They are not thread-safe, and slow to build compared to rendering a sentence."""


def html(text: str, prefixes: frozenset[str]) -> str:
    """Renders Markdown. Raises `RecursionError` if the text is nested too deeply."""
    renderers: dict[frozenset[str], Markdown] = _ready.__dict__.setdefault("renderers", {})
    renderer = renderers.pop(prefixes, None) or _renderer(prefixes)
    rendered = renderer.reset().convert(text)
    renderers[prefixes] = renderer  # after an exception the renderer is not reused
    return rendered


def _renderer(prefixes: frozenset[str]) -> Markdown:
    tables = TableExtension(use_align_attribute=True)
    return Markdown(
        extensions=[FencedCodeExtension(), SaneListExtension(), tables, _Dialect(prefixes)],
        output_format="html",
    )


class _Dialect(Extension):
    def __init__(self, prefixes: frozenset[str]) -> None:
        super().__init__()
        self.prefixes = prefixes

    def extendMarkdown(self, md: Markdown) -> None:
        md.preprocessors.deregister("html_block")
        for name in UNUSED_PATTERNS:
            md.inlinePatterns.deregister(name)
        for name in ("reference", "setextheader"):
            md.parser.blockprocessors.deregister(name)
        md.parser.blockprocessors.register(_AsTyped(md.parser), "as_typed", 110)
        md.inlinePatterns.register(_Links(LINK, md, _written), "link", 160)
        md.inlinePatterns.register(_Links(BARE_ADDRESS, md, _bare), "bare_address", 115)
        if self.prefixes:
            prefixes = "|".join(map(re.escape, sorted(self.prefixes)))
            pattern = REFERENCE.format(prefixes=prefixes, number=NUMBER)
            md.inlinePatterns.register(_Links(pattern, md, _reference), "story", 105)
        md.treeprocessors.register(_Headings(md), "headings", 15)


class _Links(InlineProcessor):
    """Turns every match of `pattern` into the link that `link` builds from it."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, pattern: str, md: Markdown, link: Callable[[re.Match[str]], Element]) -> None:
        super().__init__(pattern, md)
        self.link = link

    def handleMatch(self, m: re.Match[str], *_data: str) -> Any:
        # Returns the element and the span it replaces; the base class in typeshed declares another type.
        element = self.link(m)
        for name, value in element.items():
            element.set(name, self.unescape(value))
        return element, m.start(), m.end()


def _written(match: re.Match[str]) -> Element:
    """A link `[words](address "title")`; an image becomes a link to it."""
    words, address, title = match.groups()
    element = Element("a", {"href": address} | ({"title": title} if title else {}))
    element.text = words
    return element


def _bare(match: re.Match[str]) -> Element:
    element = Element("a", href=match.group())
    element.text = AtomicString(match.group())
    return element


def _reference(match: re.Match[str]) -> Element:
    element = Element("a", href=f"/{match.group()}")
    element.text = AtomicString(match.group())
    return element


class _AsTyped(BlockProcessor):
    """Shows a block that is too long, wide or deeply quoted verbatim."""

    def test(self, _parent: Element, block: str) -> bool:
        lines = block.split("\n")
        cells = len(lines) * (lines[1].count("|") + 1) if len(lines) > 1 else 0
        return len(block) > MAX_BLOCK or cells > MAX_CELLS or bool(DEEP_QUOTE.match(block))

    def run(self, parent: Element, blocks: list[str]) -> None:
        code = SubElement(SubElement(parent, "pre"), "code")
        code.text = AtomicString(blocks.pop(0))


class _Headings(Treeprocessor):
    """Renumbers headings without gaps, starting at `FIRST_HEADING`."""

    def run(self, root: Element) -> None:
        headings = [element for element in root.iter() if element.tag in HEADINGS]
        highest = min((HEADINGS.index(heading.tag) for heading in headings), default=0)
        level = FIRST_HEADING - 1
        for heading in headings:
            wanted = HEADINGS.index(heading.tag) - highest + FIRST_HEADING
            level = min(wanted, level + 1, len(HEADINGS))
            heading.tag = f"h{level}"
