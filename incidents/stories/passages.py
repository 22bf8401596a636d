"""Where in the texts of a story the words of a search stand, marked without any HTML."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from incidents.stories import words
from incidents.stories.words import Chunk

LONGEST = 30
"""Chunks of one passage."""
BEFORE = 4
"""Chunks shown before the first that is marked."""


@dataclass(frozen=True)
class Segment:
    text: str
    marked: bool


Passage = tuple[Segment, ...]


def marked(text: str, found: Collection[str]) -> Passage:
    """The whole text, with the chunks marked that are or hold one of the words found."""
    plain = _plain(text)
    return _segments(
        plain, [chunk for chunk in words.chunks(plain) if _is_found(chunk, found)], 0, len(plain)
    )


def best(texts: Iterable[str], found: Collection[str]) -> Passage:
    """The stretch with the most different words found; the beginning of the first text where there is none."""
    plain = [_plain(text) for text in texts]
    stretches = [(text, *_densest(text, found)) for text in plain]
    text, _, chunks, hits = max(stretches, key=itemgetter(1), default=("", 0, [], []))
    return _segments(text, hits, chunks[0].start, chunks[-1].end) if chunks else ()


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())


def _densest(text: str, found: Collection[str]) -> tuple[int, Sequence[Chunk], list[Chunk]]:
    """How many different words, the chunks of the stretch, and those of them to mark."""
    chunks = list(words.chunks(text))
    hits = [index for index, chunk in enumerate(chunks) if _is_found(chunk, found)]
    first, most = 0, 0
    for index in hits:
        start = max(0, index - BEFORE)
        different = {chunks[hit].name for hit in hits if start <= hit < start + LONGEST}
        if len(different) > most:
            first, most = start, len(different)
    shown = chunks[first : first + LONGEST]
    return most, shown, [chunk for chunk in shown if _is_found(chunk, found)]


def _is_found(chunk: Chunk, found: Collection[str]) -> bool:
    return any(word in found for word in (*chunk.atoms, *chunk.wholes))


def _segments(text: str, hits: Sequence[Chunk], start: int, end: int) -> Passage:
    pieces = [Segment("… ", marked=False)] if start else []
    place = start
    for hit in hits:
        pieces += [
            Segment(text[place : hit.start], marked=False),
            Segment(text[hit.start : hit.end], marked=True),
        ]
        place = hit.end
    pieces += [Segment(text[place:end], marked=False)]
    pieces += [Segment(" …", marked=False)] if end < len(text) else []
    kept = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.marked)
    return tuple(Segment("".join(piece.text for piece in run), marked=is_marked) for is_marked, run in kept)
