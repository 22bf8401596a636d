"""The hits of each signature in a text: the lines they are in, and the first of these, masked for display."""

from collections.abc import Iterator
from itertools import groupby

from incidents.rules.match import masking, recovery, wrapping
from incidents.rules.match.recognition import HitLine, Recognition, Span
from incidents.rules.match.scanner import Hits, Scanner

MAX_LINES = 5
"""Lines shown for one signature."""

BEFORE, WIDTH = 120, 400
"""Characters shown of a long line: before the first mark, and in total."""

BYTES_BEFORE, BYTES_AFTER = masking.LONGEST_SECRET, 2048
"""Bytes read before and after the first mark of a long line, so that a secret at the edge is recognised."""


def recognitions(scanner: Scanner, text: bytes, *, addresses: bool) -> list[Recognition]:
    """The signatures with hits, in the order of their first lines."""
    found = scanner.scan(text)
    numbers = _numbers(text, {start for hits in found.values() for start, _ in hits.spans})
    short = len(text) <= wrapping.LONGEST_TEXT
    wrapped = _wrapped(scanner, text, found, numbers) if short else {}
    shown = _Shown(text, numbers, addresses)
    result = []
    for index in {*found, *wrapped}:
        hits, pieces = found.get(index, Hits()), wrapped.get(index, [])
        lines = [*shown.lines(hits.spans), *(_joined_hit_line(*piece, addresses) for piece in pieces)]
        lines.sort(key=lambda line: line.number)
        all_numbers = {numbers[start] for start, _ in hits.spans} | {piece.line for piece, _ in pieces}
        result.append(
            Recognition(
                scanner.rules[index],
                len(all_numbers),
                hits.more,
                tuple(lines[:MAX_LINES]),
                frozenset(all_numbers),
                tuple(start for start, _ in hits.spans[:MAX_LINES]),
                recovery.follows(scanner.rules[index], text, hits),
            )
        )
    return sorted(result, key=lambda one: (one.lines[0].number, _in_order(one.signature.ref)))


def _in_order(ref: str) -> tuple[bool, int, str]:
    """Signatures of people come before lines that stories have recorded."""
    return "#" in ref, len(ref), ref


Pieces = dict[int, list[tuple[wrapping.JoinedLine, Span]]]


def _wrapped(scanner: Scanner, text: bytes, found: dict[int, Hits], numbers: dict[int, int]) -> Pieces:
    """Signatures that match only in joined lines, starting in the first of them."""
    pieces: Pieces = {}
    known = {(index, numbers[start]) for index, hits in found.items() for start, _ in hits.spans}
    for piece in wrapping.joined(text):
        for index, hits in scanner.scan(piece.text).items():
            over = [span for span in hits.spans if span[0] < piece.joints[0] < span[1]]
            if over and not known.intersection((index, line) for line in _lines(piece, over[0])):
                known.add((index, piece.line))
                pieces.setdefault(index, []).append((piece, over[0]))
    return pieces


def _numbers(text: bytes, starts: set[int]) -> dict[int, int]:
    """The line number of each position."""
    numbers, number, position = {}, 1, 0
    for start in sorted(starts):
        number += text.count(b"\n", position, start)
        numbers[start], position = number, start
    return numbers


def _lines(piece: wrapping.JoinedLine, span: Span) -> range:
    return range(piece.line, piece.line + 1 + sum(joint < span[1] for joint in piece.joints))


class _Shown:
    """Lines of one text as they are shown."""

    def __init__(self, text: bytes, numbers: dict[int, int], addresses: bool) -> None:
        self.text = text
        self.numbers = numbers
        self.addresses = addresses
        self.has_key = masking.ARMOUR.encode() in text

    def lines(self, spans: list[Span]) -> Iterator[HitLine]:
        """The first `MAX_LINES` lines with these spans."""
        by_line = groupby(spans, key=lambda span: self.numbers[span[0]])
        for (number, together), _ in zip(by_line, range(MAX_LINES), strict=False):
            yield self._line(list(together), number)

    def _line(self, spans: list[Span], number: int) -> HitLine:
        text, first = self.text, spans[0][0]
        start = max(text.rfind(b"\n", max(0, first - BYTES_BEFORE), first) + 1, first - BYTES_BEFORE, 0)
        end = text.find(b"\n", first, first + BYTES_AFTER)
        end = min(len(text), first + BYTES_AFTER) if end < 0 else end
        context = max(0, start - BYTES_BEFORE) if self.has_key else start
        inside = [(b - context, e - context) for b, e in spans if b < end]
        return _shown(text[context:end], start - context, inside, (number, number), self.addresses)


def _joined_hit_line(piece: wrapping.JoinedLine, span: Span, addresses: bool) -> HitLine:
    last = _lines(piece, span)[-1]
    following = [joint for joint in piece.joints if joint >= span[1]]
    end = following[0] if following else len(piece.text)
    return _shown(piece.text[:end], 0, [span], (piece.line, last), addresses)


def _shown(data: bytes, start: int, spans: list[Span], numbers: Span, addresses: bool) -> HitLine:
    """The line to show. The part of `data` before `start` only helps to recognise secrets."""
    text = data.decode("utf-8", "replace")

    def place(position: int) -> int:
        return len(data[:position].decode("utf-8", "replace"))

    masks = masking.masks(text, addresses=addresses)
    whole = masking.applied(text, masks)
    begins = place(start)
    own = masking.moved(next((one.start for one in masks if one.start < begins < one.end), begins), masks)
    marks = [(masking.moved(place(b), masks), masking.moved(place(e), masks)) for b, e in spans]
    begin = max(own, marks[0][0] - BEFORE)
    front = "…" if begin > own else ""
    back = "…" if begin + WIDTH < len(whole) else ""
    cut = whole[begin : begin + WIDTH].rstrip()
    moved = [(max(0, b - begin) + len(front), min(e - begin, len(cut)) + len(front)) for b, e in marks]
    return HitLine(*numbers, front + cut + back, tuple((b, e) for b, e in moved if b < e))
