"""Passages: extracts from the texts of a story with the found words marked, without HTML."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

from msgspec import Struct

from incidents.finding import words
from incidents.finding.words import Chunk

LONGEST = 240
"""Characters of a passage, up to the end of a word."""
BEFORE = 40
"""Characters shown before the first marked word."""
MAX_CHUNKS = 100
"""Chunks of one text that may match; a text with more is not read to its end."""


class MarkedText(Struct, frozen=True):
    text: str
    marked: bool


Passage = tuple[MarkedText, ...]


class Text(Struct, frozen=True):
    """A text on one line, and its chunks that may match."""

    plain: str
    chunks: tuple[Chunk, ...]

    def matching(self, found: Collection[str]) -> list[Chunk]:
        return [chunk for chunk in self.chunks if any(word in found for word in chunk.words)]


def text(written: str, beginnings: Collection[str]) -> Text:
    """A text prepared for marking. `beginnings`: lower-case prefixes of all words that may match."""
    plain = " ".join(written.replace("`", "").split())
    return Text(plain, tuple(islice(_likely(plain, beginnings), MAX_CHUNKS)))


def _likely(plain: str, beginnings: Collection[str]) -> Iterator[Chunk]:
    if not plain.isascii():
        # Folding changes the length of the text, so every chunk has to be analysed.
        starts = tuple(beginnings)
        yield from (
            chunk for chunk in words.chunks(plain) if any(word.startswith(starts) for word in chunk.words)
        )
        return
    lowered = plain.lower()
    end = 0
    for place in sorted({place for beginning in beginnings for place in _places(lowered, beginning)}):
        if place >= end:
            start = lowered.rfind(" ", 0, place) + 1
            end = lowered.find(" ", place)
            end = len(plain) if end < 0 else end
            yield from words.chunks(plain, start, end)


def _places(lowered: str, beginning: str) -> Iterator[int]:
    place = lowered.find(beginning)
    while place >= 0:
        yield place
        place = lowered.find(beginning, place + 1)


def whole(of: Text, found: Collection[str]) -> Passage:
    """The whole text, with the chunks marked that contain one of the found words."""
    return _segments(of.plain, of.matching(found), 0, len(of.plain))


def best(texts: Iterable[Text], found: Collection[str]) -> Passage:
    """The extract with the most different found words; without any, the beginning of the first text."""
    extracts = [(some.plain, *_densest(some.matching(found))) for some in texts if some.plain]
    plain, _, hits, start = max(extracts, key=itemgetter(1), default=("", 0, [], 0))
    start = plain.rfind(" ", 0, start) + 1
    end = plain.find(" ", start + LONGEST)
    end = len(plain) if end < 0 else end
    return _segments(plain, [hit for hit in hits if start <= hit.start and hit.end <= end], start, end)


def _densest(hits: list[Chunk]) -> tuple[int, list[Chunk], int]:
    """The number of different words in the best extract, the hits, and the start of the extract."""
    most, first = 0, 0
    for hit in hits:
        start = max(0, hit.start - BEFORE)
        different = len(
            {other.name for other in hits if start <= other.start and other.end <= start + LONGEST}
        )
        if different > most:
            most, first = different, start
    return most, hits, first


def _segments(plain: str, hits: Sequence[Chunk], start: int, end: int) -> Passage:
    pieces = [MarkedText("… ", marked=False)] if start else []
    place = start
    for hit in hits:
        pieces.append(MarkedText(plain[place : hit.start], marked=False))
        pieces.append(MarkedText(plain[hit.start : hit.end], marked=True))
        place = hit.end
    pieces.append(MarkedText(plain[place:end], marked=False))
    pieces += [MarkedText(" …", marked=False)] if end < len(plain) else []
    runs = groupby((piece for piece in pieces if piece.text), key=lambda piece: piece.marked)
    return tuple(
        MarkedText("".join(piece.text for piece in run), marked=is_marked) for is_marked, run in runs
    )
