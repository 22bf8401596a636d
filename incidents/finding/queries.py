"""Parses a search query: words, "phrases", -without, this OR that. Every text is a valid query."""

import re

from msgspec import Struct

from incidents.finding import words
from incidents.finding.words import Chunk

MOST_LETTERS = 500
SHORTEST_PREFIX = 3
TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')


class QueryTerm(Struct, frozen=True):
    """A word, or a phrase of adjacent chunks."""

    chunks: tuple[Chunk, ...]
    unfinished: bool = False
    """Whether it is the last word, which may still be a prefix."""


class Conjunction(Struct):
    """Terms of which all wanted ones have to match and no unwanted one."""

    wanted: list[QueryTerm] = []
    unwanted: list[QueryTerm] = []


def parse(text: str) -> list[Conjunction]:
    """The alternatives of a query; empty for a query without words."""
    text = text.replace("\0", " ")[:MOST_LETTERS]
    groups = [Conjunction()]
    for found in TERM.finditer(text):
        if found["plain"] == "OR" and not found["minus"]:
            groups.append(Conjunction())
            continue
        is_phrase = found["phrase"] is not None
        chunks = tuple(words.chunks(found["phrase"] if is_phrase else found["plain"]))
        if not chunks:
            continue
        without = bool(found["minus"]) and not found[0].startswith("--")
        unfinished = not is_phrase and not without and found.end() == len(text) and _may_be_prefix(chunks[0])
        (groups[-1].unwanted if without else groups[-1].wanted).append(QueryTerm(chunks, unfinished))
    return [group for group in groups if group.wanted or group.unwanted]


def wanted(text: str) -> list[QueryTerm]:
    return [term for group in parse(text) for term in group.wanted]


def _may_be_prefix(chunk: Chunk) -> bool:
    return len(chunk.name) >= SHORTEST_PREFIX
