"""Where signatures stand in a text: one fast pass leaves out most of it, the rest is looked at closely.

The cost per byte has a bound that no text can move: a signature is searched for in a stretch only when it is
known to be there, and no longer once `MOST_HITS` of it are known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from incidents.rules import signatures
from incidents.rules.record import Signature

STRETCH = 4096
"""Bytes looked at together; longer lines are cut."""

OVERLAP = 512
"""Bytes of a cut line that are looked at twice."""

MOST_HITS = 50
"""More of the same say nothing more, unless a signature asks for more."""


@dataclass
class Hits:
    """Of one signature, in the order of the text; `more` when the search ended before the text did."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    more: bool = False


class Scanner:
    def __init__(self, rules: Sequence[Signature]) -> None:
        patterns = [rule.pattern for rule in rules]
        self.rules = rules
        self._sieve = signatures.Sieve(patterns)
        self._patterns = [signatures.compiled(pattern) for pattern in patterns]
        self._groups = [
            (group, signatures.Together([patterns[index] for index in group]))
            for group in signatures.groups(patterns)
            if group
        ]
        self._most = [max(MOST_HITS, rule.min) for rule in rules]

    def scan(self, text: bytes) -> dict[int, Hits]:
        """By the index of the signature."""
        found: dict[int, Hits] = {}
        for start, end in stretches(text):
            stretch = text[start:end]
            for index in self._present(stretch, found):
                self._locate(index, stretch, start, found.setdefault(index, Hits()))
        return found

    def _present(self, stretch: bytes, found: dict[int, Hits]) -> Iterator[int]:
        possible = {
            index for index in self._sieve.possible(stretch) if index not in found or not found[index].more
        }
        if not possible:
            return
        for group, together in self._groups:
            if not possible.isdisjoint(group):
                for position in together.present(stretch):
                    if group[position] in possible:
                        yield group[position]

    def _locate(self, index: int, stretch: bytes, start: int, hits: Hits) -> None:
        last = hits.spans[-1][1] if hits.spans else 0
        for match in self._patterns[index].finditer(stretch):
            begin, end = match.span()
            if begin == end or start + begin < last:
                continue
            if len(hits.spans) >= self._most[index]:
                hits.more = True
                return
            hits.spans.append((start + begin, start + end))


def stretches(text: bytes) -> Iterator[tuple[int, int]]:
    """Parts of the text that end with a line, where lines are not longer than a part."""
    start, size = 0, len(text)
    while start < size:
        end = min(start + STRETCH, size)
        if end < size:
            line_end = text.rfind(b"\n", start, end)
            if line_end < 0:
                yield start, end
                start = end - OVERLAP
                continue
            end = line_end + 1
        yield start, end
        start = end
