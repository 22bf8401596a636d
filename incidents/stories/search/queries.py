"""What somebody typed into the search box: words, "phrases", -without, this OR that. Anything is accepted."""

import re
from dataclasses import dataclass, field

from incidents.stories.search import words
from incidents.stories.search.words import Chunk

MOST_LETTERS = 500
SHORTEST_PREFIX = 3
TERM = re.compile(r'(?P<minus>-)?(?:"(?P<phrase>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True)
class QueryTerm:
    """Chunks that stand side by side; one chunk, unless it is a phrase."""

    chunks: tuple[Chunk, ...]
    unfinished: bool = False
    """The last word, which may be the beginning of one."""


@dataclass
class Conjunction:
    """Everything wanted and nothing unwanted."""

    wanted: list[QueryTerm] = field(default_factory=list)
    unwanted: list[QueryTerm] = field(default_factory=list)


def parse(text: str) -> list[Conjunction]:
    """Alternatives, each of which finds something; none where nothing was asked for."""
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
        unfinished = not is_phrase and not without and found.end() == len(text) and _may_begin(chunks[0])
        (groups[-1].unwanted if without else groups[-1].wanted).append(QueryTerm(chunks, unfinished))
    return [group for group in groups if group.wanted or group.unwanted]


def wanted(text: str) -> list[QueryTerm]:
    return [term for group in parse(text) for term in group.wanted]


def _may_begin(chunk: Chunk) -> bool:
    return len(chunk.name) >= SHORTEST_PREFIX
