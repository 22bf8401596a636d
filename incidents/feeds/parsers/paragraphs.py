"""Markdown with a heading for each category and a paragraph for each entry: `[Company](address). text`."""

import re
from collections.abc import Iterator
from itertools import pairwise

from incidents.errors import Fault
from incidents.feeds import charset, kinds, titles, wording
from incidents.feeds.found import FoundStory, Locator, Part, Skipped
from incidents.feeds.parsers import blocks, inline
from incidents.feeds.parsers.blocks import ListBlock
from incidents.feeds.parsers.inline import InlineLink
from incidents.feeds.parsers.k8s_af import nothing
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

WITHOUT_STORIES = re.compile(
    r"\b(?:other lists?|lists? of|analys[ie]s|contribut\w+|contents|thanks|licen[cs]e|about|references"
    r"|see also|further reading|resources|acknowledge?ments?|changelog)\b",
    re.IGNORECASE,
)
NO_CATEGORY = re.compile(r"\A(?:uncategori[sz]ed|unsorted|misc(?:ellaneous)?|other)\Z", re.IGNORECASE)
BETWEEN_LINKS = re.compile(r"[\s,;/&.]*(?:and|also)?[\s,;/&]*")
SENTENCE = re.compile(r"(.{1,280}?[.!?])(?:\s|\Z)", re.DOTALL)
SHORTEST_SENTENCE = 12
LONGEST_TITLE = 280


def parse(received: Received) -> Iterator[Part]:
    text, faults = charset.decode(received.body, received.charset)
    yield from faults
    definitions = blocks.definitions(text)
    category, is_skipped, found = "", False, False
    for block in blocks.blocks(text):
        if block.kind == "heading":
            category = wording.plain(block.text)
            is_skipped = block.level > 1 and WITHOUT_STORIES.search(category) is not None
            continue
        links = inline.links(block.text, definitions)
        if block.kind != "paragraph" or not links or links[0].start > 0:
            continue
        if is_skipped:
            yield Skipped("", f"stands in the section “{category}”, which holds no stories", block.first)
            continue
        part = _entry(block, links, category, received.address)
        found = found or isinstance(part, FoundStory)
        yield part
    if not found:
        yield from nothing(text, received.address)


def _entry(block: ListBlock, links: list[InlineLink], category: str, base: str) -> FoundStory | Fault:
    at_start = _at_start(block.text, links)
    found = addresses_of([link.address for link in links], base, primary=at_start)
    if not found:
        return Fault("", f"has no address of the web: {block.text[:80]}", block.first)
    organisation = wording.plain(links[0].text)
    rest = block.text[links[at_start - 1].end :].lstrip(" .,:;–-")
    said = _sentence(_without_links(rest))
    term = () if not category or NO_CATEGORY.match(category) else (category,)
    return FoundStory(
        title_raw=said or links[0].text,
        title=wording.plain(said or links[0].text)[:LONGEST_TITLE],
        locator=Locator(block.first, block.last),
        addresses=found,
        organisation_raw=links[0].text,
        organisation=titles.named(organisation),
        kind=kinds.of_source(found[0].canonical, organisation),
        terms_raw=term,
        text=block.text,
    )


def _at_start(text: str, links: list[InlineLink]) -> int:
    """How many links stand before the first word: `[Company](one), [Company](two). text`."""
    number = 1
    for before, after in pairwise(links):
        if not BETWEEN_LINKS.fullmatch(text[before.end : after.start][:40]):
            break
        number += 1
    return number


def _without_links(text: str) -> str:
    kept, place = [], 0
    for link in inline.links(text):
        kept += [text[place : link.start], link.text]
        place = link.end
    return "".join([*kept, text[place:]])


def _sentence(text: str) -> str:
    """The first sentence; one of a few letters, such as “No.”, together with the next."""
    found = SENTENCE.match(text)
    if found and len(found.group(1)) < SHORTEST_SENTENCE:
        longer = SENTENCE.match(text, found.end())
        return text[: longer.end(1)] if longer else text[:LONGEST_TITLE]
    return found.group(1) if found else text[:LONGEST_TITLE]
