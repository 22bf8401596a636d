"""The scanner finds the hits of signatures in a text: first the heads of all patterns, then the patterns.

The cost per byte is bounded for every text: a pattern is only run over blocks that contain its head, and no
longer after `MAX_HITS` hits.
"""

from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from incidents.rules.match import signatures
from incidents.rules.record import Signature

BLOCK = 4096
"""Bytes scanned together; longer lines are cut."""

OVERLAP = 512
"""Bytes of a cut line that are scanned again with the next block."""

MAX_PATTERNS = 128
"""Patterns whose heads share an automaton."""

MAX_HITS = 20
"""Hits counted for one signature, unless its `min` is higher."""


class Hits(Struct):
    """The hits of one signature in order; `more` if the search stopped before the end of the text."""

    spans: list[tuple[int, int]] = []
    more: bool = False


class Scanner:
    def __init__(self, rules: Sequence[Signature], heads: Mapping[str, str] | None = None) -> None:
        """`heads`: of patterns, as far as they are known already."""
        known = heads or {}
        self.rules = rules
        self._max_hits = [max(MAX_HITS, rule.min) for rule in rules]
        self._all = _Search(
            [known.get(rule.pattern) or signatures.head(rule.pattern) for rule in rules], range(len(rules))
        )

    def scan(self, text: bytes) -> dict[int, Hits]:
        """The hits by the index of their signature."""
        found: dict[int, Hits] = {}
        search, done = self._all, set[int]()
        for start, end in blocks(text):
            block = text[start:end]
            for index in search.present(block, done):
                hits = found.get(index) or Hits()
                self._locate(index, block, start, hits)
                if hits.spans:
                    found[index] = hits
                if hits.more:
                    done.add(index)
            if 2 * len(done) > len(search.indexes):
                # A search for the remaining signatures has fewer words and is faster.
                search = _Search(search.all_heads, [index for index in search.indexes if index not in done])
                done.clear()
        return found

    def _locate(self, index: int, block: bytes, start: int, hits: Hits) -> None:
        last = hits.spans[-1][1] if hits.spans else 0
        for match in signatures.compiled(self.rules[index].pattern).finditer(block):
            begin, end = match.span()
            if begin == end or start + begin < last:
                continue
            if len(hits.spans) >= self._max_hits[index]:
                hits.more = True
                return
            hits.spans.append((start + begin, start + end))


class _Search:
    """Finds out which of some signatures may occur in a block of text."""

    def __init__(self, all_heads: Sequence[str], indexes: Sequence[int]) -> None:
        self.all_heads, self.indexes = all_heads, indexes
        heads = [all_heads[index] for index in indexes]
        self._sets = [
            (start, signatures.PatternSet(heads[start : start + MAX_PATTERNS]))
            for start in range(0, len(heads), MAX_PATTERNS)
        ]

    def present(self, block: bytes, done: set[int]) -> Iterator[int]:
        """The indexes of signatures whose heads are in the block, without those in `done`."""
        for start, pattern_set in self._sets:
            for place in pattern_set.present(block):
                if self.indexes[start + place] not in done:
                    yield self.indexes[start + place]


def blocks(text: bytes) -> Iterator[tuple[int, int]]:
    """Start and end of the blocks of a text. They end with a line, unless the line is longer than a block."""
    start, size = 0, len(text)
    while start < size:
        end = min(start + BLOCK, size)
        if end < size:
            line_end = text.rfind(b"\n", start, end)
            if line_end < 0:
                yield start, end
                start = end - OVERLAP
                continue
            end = line_end + 1
        yield start, end
        start = end
