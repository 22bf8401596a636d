"""Where signatures stand in a text: one fast pass leaves out most of it, the rest is looked at closely.

The cost per byte has a bound that no text can move: a signature is searched for in a stretch only when it is
known to be there, and no longer once `MOST_HITS` of it are known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from incidents.rules.match import signatures
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
        self.rules = rules
        self._patterns = [signatures.compiled(rule.pattern) for rule in rules]
        self._most = [max(MOST_HITS, rule.min) for rule in rules]
        self._all = _Search(rules, range(len(rules)))

    def scan(self, text: bytes) -> dict[int, Hits]:
        """By the index of the signature."""
        found: dict[int, Hits] = {}
        search, done = self._all, set[int]()
        for start, end in stretches(text):
            stretch = text[start:end]
            for index in search.present(stretch, done):
                self._locate(index, stretch, start, found.setdefault(index, Hits()))
                if found[index].more:
                    done.add(index)
            if 2 * len(done) > len(search.indexes):
                # The rest is worth a search of its own, which knows fewer words and is faster.
                search = _Search(self.rules, [index for index in search.indexes if index not in done])
                done.clear()
        return found

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


class _Search:
    """Tells which of some signatures are in a stretch of text."""

    def __init__(self, rules: Sequence[Signature], indexes: Sequence[int]) -> None:
        self.indexes = indexes
        patterns = [rules[index].pattern for index in indexes]
        self._sieve = signatures.Sieve(patterns)
        self._groups = [
            (group, frozenset(group), signatures.Together([patterns[position] for position in group]))
            for group in signatures.groups(patterns)
            if group
        ]

    def present(self, stretch: bytes, done: set[int]) -> Iterator[int]:
        """The indexes of those that are there, without what is `done`."""
        possible = [place for place in self._sieve.possible(stretch) if self.indexes[place] not in done]
        for group, members, together in self._groups if possible else ():
            if members.isdisjoint(possible):
                continue
            for place in together.present(stretch):
                if self.indexes[group[place]] not in done:
                    yield self.indexes[group[place]]


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
