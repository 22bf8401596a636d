"""Where in the texts of a story the words of a search stand, marked without any HTML."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter

from incidents.stories.search import words
from incidents.stories.search.words import Chunk

LONGEST = 240
"""Letters of one passage, give or take a word."""
BEFORE = 40
"""Letters shown before the first word that is marked."""
MOST_CONSIDERED = 100
"""Chunks of one text that are looked at; one that says a word more often is not read to its end."""


@dataclass(frozen=True)
class MarkedText:
    text: str
    marked: bool


Passage = tuple[MarkedText, ...]


@dataclass(frozen=True)
class Text:
    """A text in one line, and the chunks of it that may be meant."""

    plain: str
    chunks: tuple[Chunk, ...]

    def meant(self, found: Collection[str]) -> list[Chunk]:
        return [chunk for chunk in self.chunks if any(word in found for word in chunk.words)]


def text(written: str, beginnings: Collection[str]) -> Text:
    """`beginnings` are the first letters, in small ones, of every word that may be meant."""
    plain = " ".join(written.replace("`", "").split())
    return Text(plain, tuple(islice(_likely(plain, beginnings), MOST_CONSIDERED)))


def _likely(plain: str, beginnings: Collection[str]) -> Iterator[Chunk]:
    if not plain.isascii():
        # Folding moves letters: here every chunk is taken apart.
        starts = tuple(beginnings)
        yield from (
            chunk for chunk in words.chunks(plain) if any(word.startswith(starts) for word in chunk.words)
        )
        return
    lowered = plain.lower()
    place = 0
    while (place := _next(lowered, beginnings, place)) >= 0:
        start = lowered.rfind(" ", 0, place) + 1
        end = lowered.find(" ", place)
        end = len(plain) if end < 0 else end
        yield from words.chunks(plain, start, end)
        place = end


def _next(lowered: str, beginnings: Collection[str], place: int) -> int:
    found = [at for beginning in beginnings if (at := lowered.find(beginning, place)) >= 0]
    return min(found, default=-1)


def whole(of: Text, found: Collection[str]) -> Passage:
    """All of the text, with the chunks marked that are or hold one of the words found."""
    return _segments(of.plain, of.meant(found), 0, len(of.plain))


def best(texts: Iterable[Text], found: Collection[str]) -> Passage:
    """The stretch with the most different words; the beginning of the first text where there is none."""
    stretches = [(some.plain, *_densest(some.meant(found))) for some in texts if some.plain]
    plain, _, hits, start = max(stretches, key=itemgetter(1), default=("", 0, [], 0))
    start = plain.rfind(" ", 0, start) + 1
    end = plain.find(" ", start + LONGEST)
    end = len(plain) if end < 0 else end
    return _segments(plain, [hit for hit in hits if start <= hit.start and hit.end <= end], start, end)


def _densest(hits: list[Chunk]) -> tuple[int, list[Chunk], int]:
    """How many different words the best stretch has, what may be marked, and where it starts."""
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
