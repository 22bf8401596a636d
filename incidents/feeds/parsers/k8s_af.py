"""The Markdown of k8s.af: a bullet for each entry, below it what was involved and what the impact was."""

import re
from collections.abc import Iterator

from msgspec import Struct, field

from incidents.errors import Fault
from incidents.feeds import charset, kinds, titles, wording
from incidents.feeds.found import FoundAddress, FoundStory, Locator, Moved, Part
from incidents.feeds.parsers import blocks, inline
from incidents.feeds.parsers.blocks import ListBlock
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

INVOLVED = frozenset({"involved", "involves"})
IMPACT = frozenset({"impact", "impacts"})
MOVED = re.compile(
    r"\b(?:mov(?:ed|ing)|new (?:home|address|location)|now (?:lives?|hosted)|relocated)\b", re.IGNORECASE
)


class Bullet(Struct):
    """A bullet of the list with what stands below it."""

    title_raw: str
    addresses: tuple[FoundAddress, ...]
    first: int
    last: int
    text: list[str] = field(default_factory=list)
    terms_raw: list[str] = field(default_factory=list)
    impacts_raw: list[str] = field(default_factory=list)

    def take(self, written: str) -> None:
        """A bullet of the second level: `involved: a, b`, `impact: x, y`, or words about the story."""
        label, colon, rest = written.partition(":")
        name = wording.plain(label).strip("*_ ").casefold()
        if colon and name in INVOLVED:
            self.terms_raw += wording.split(rest.lstrip("*_"))
        elif colon and name in IMPACT:
            self.impacts_raw += wording.split(rest.lstrip("*_"))
        else:
            self.text.append(written)

    def story(self) -> FoundStory:
        split = titles.split(self.title_raw)
        return FoundStory(
            title_raw=self.title_raw,
            title=split.title,
            locator=Locator(self.first, self.last),
            addresses=self.addresses,
            organisation_raw=split.organisation_raw,
            organisation=split.organisation,
            venue=split.venue,
            kind=kinds.of_source(self.addresses[0].canonical, split.venue),
            published_raw=split.published_raw,
            published=split.published,
            terms_raw=tuple(self.terms_raw),
            impacts_raw=tuple(self.impacts_raw),
            text="\n".join(self.text),
        )


def parse(received: Received) -> Iterator[Part]:
    text, faults = charset.decode(received.body, received.charset)
    yield from faults
    parts = list(_List(blocks.definitions(text), received.address).parts(text))
    yield from parts
    if not any(isinstance(part, FoundStory) for part in parts):
        yield from nothing(text, received.address)


class _List:
    def __init__(self, definitions: dict[str, str], base: str) -> None:
        self._definitions = definitions
        self._base = base

    def parts(self, text: str) -> Iterator[Part]:
        """Prose after a heading ends the list once it has begun."""
        entry: Bullet | None = None
        has_begun = is_below_heading = False
        for block in blocks.blocks(text):
            if block.kind == "bullet" and block.level == 2:
                if entry:
                    entry.take(block.text)
                    entry.last = block.last
                continue
            if entry:
                yield entry.story()
                entry, has_begun = None, True
            if block.kind == "paragraph" and has_begun and is_below_heading:
                return
            is_below_heading = block.kind == "heading" or (is_below_heading and block.kind != "bullet")
            if block.kind == "bullet":
                entry = self._opened(block)
                if entry is None and not self._is_within_page(block):
                    yield Fault("", f"has no address, so it is left out: {block.text[:80]}", block.first)
        if entry:
            yield entry.story()

    def _opened(self, block: ListBlock) -> Bullet | None:
        found = inline.links(block.text, self._definitions)
        addresses = addresses_of([link.address for link in found], self._base)
        if not addresses:
            return None
        first = found[0]
        around = wording.line(f"{block.text[: first.start]} {block.text[first.end :]}").strip(" .,;:-–*_")
        return Bullet(first.text, addresses, block.first, block.last, [around] if around else [])

    def _is_within_page(self, block: ListBlock) -> bool:
        """Bullets of a table of contents."""
        return any(link.address.startswith("#") for link in inline.links(block.text, self._definitions))


def nothing(text: str, base: str) -> Iterator[Part]:
    """Says why a text without entries is none, and where the list has gone if it says so."""
    for block in blocks.blocks(text):
        links = inline.links(block.text)
        if (MOVED.search(block.text) or MOVED.search(" ".join(link.text for link in links))) and links:
            gone = addresses_of([link.address for link in links], base)
            if gone:
                yield Moved(gone[0].written, block.first)
                break
    what = (
        "is empty"
        if not text.strip()
        else "holds no entry such as “* [title - organisation - kind, year](address)”"
    )
    yield Fault("", what)
