"""What a sentence or a pasted text asks for: its words with their weights, and those that stand together."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from incidents.finding import pasted, scoring, spelling, words
from incidents.finding.scoring import AskedWord
from incidents.finding.storage import Clause, Snapshot, clauses, stem
from incidents.finding.storage.schema import EVERY, KEY

MOST_WORDS: Final = 60
"""The rarest words of a long text; more make it slower and no better."""
MOST_READ: Final = 2_000
"""Different words of a text that are looked up."""
MOST_PAIRS: Final = 80
MOST_UNKNOWN: Final = 20
"""Words named that no story has."""
LEAST_COVERED: Final = 0.15
"""Of the weight of a sentence's words."""
FEW_STORIES: Final = 20
"""Among fewer, a word that all have is no common one."""
APART: Final = 3
"""Words between which only small words stand are together, such as “out of memory”."""
SHORTEST_PART: Final = 3
"""Letters of a part of a word that others write as two."""

Pair = tuple[tuple[int, str], tuple[int, str]]
"""Two stems, each with its place."""


class TextQuestion:
    """The words of a text, as far as stories have them that somebody may see."""

    def __init__(self, text: str, snapshot: Snapshot, visible: Clause) -> None:
        self._snapshot, self._visible = snapshot, visible
        self._documents = snapshot.number(visible)
        self._rarest = scoring.rarity(0, self._documents)
        self.weights: dict[AskedWord, float] = {}
        """How rare each word is, the rarest first."""
        self.corrected: dict[str, str] = {}
        """What is read in the place of a misspelt word."""
        self.is_sentence = pasted.is_sentence(text)
        self._lines = [[atom for chunk in line for atom in chunk.atoms] for line in _lines(text)]
        different = _different(text)
        rarest = sorted(different, key=lambda word: snapshot.number_with(word.field, word.value))
        unknown = {word for word in rarest if not self._take(word) and not word.is_identifier}
        for word in self._joined():
            self._take(word)
        if self.is_sentence:
            self._correct(word for word in different if word in unknown)
        self._split = [pair for word in unknown for pair in self._parts(word.typed)]
        typed = dict.fromkeys(word.typed for word in different if word in unknown)
        self.unknown = tuple(one for one in typed if one not in self.corrected)[:MOST_UNKNOWN]
        """Words that no visible story has, as they were typed."""

    @property
    def words(self) -> tuple[AskedWord, ...]:
        return tuple(sorted(self.weights, key=lambda word: -self.weights[word])[:MOST_WORDS])

    def clause(self) -> Clause:
        """Stories with any of the words; words that stand together in the text count together, too."""
        stems = {word.value for word in self.words}
        pairs = [pair for pair in self._pairs() if pair[0][1] in stems and pair[1][1] in stems]
        rarity = {word.value: weight for word, weight in self.weights.items()}
        words = [word.weighed(self.weights[word]) for word in self.words]
        together = [
            clauses.with_score(
                clauses.phrase(EVERY, pair), scoring.TOGETHER * sum(rarity[found] for _, found in pair)
            )
            for pair in pairs[:MOST_PAIRS]
        ]
        split = [clauses.with_score(clauses.phrase(EVERY, pair), self._rarest) for pair in self._split]
        return clauses.any_of([*words, *together, *split])

    def is_answered_by(self, key: int) -> bool:
        """Whether the story has enough of a sentence's words. Of a log, or among few stories, any will do."""
        if not self.is_sentence or self._documents < FEW_STORIES:
            return True
        return self._covered_by(key) >= LEAST_COVERED

    def _covered_by(self, key: int) -> float:
        """The share of the words' weight that a story has. A word that none has weighs like the rarest."""
        story = clauses.term(KEY, key)
        has = [word for word in self.weights if self._snapshot.has(clauses.all_of([word.present(), story]))]
        weight = sum(self.weights.values()) + len(self.unknown) * self._rarest
        return sum(self.weights[word] for word in has) / weight

    def _take(self, word: AskedWord) -> bool:
        """Whether a visible story has the word. What is too common among many others is not looked at.

        It weighs by its rarity among visible stories: weights would tell of the others.
        """
        if len(self.weights) >= MOST_WORDS:
            return True
        if not self._snapshot.number_with(word.field, word.value):
            return False
        number = self._snapshot.number(clauses.all_of([word.present(), self._visible]))
        if number:
            self.weights[word] = scoring.rarity(number, self._documents)
        return bool(number)

    def _joined(self) -> Iterator[AskedWord]:
        """Two words that others write as one: `cron job`."""
        for line in self._lines:
            for first, second in pairwise(line):
                if found := stem(first + second):
                    yield AskedWord(first + second, found, False)

    def _parts(self, word: str) -> Iterator[Sequence[tuple[int, str]]]:
        """A word that others write as two: `apiserver`."""
        for place in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1):
            stems = (stem(word[:place]), stem(word[place:]))
            known = [one for one in stems if one and self._is_known(one)]
            if len(known) == len(stems):
                yield list(enumerate(known))

    def _is_known(self, found: str) -> bool:
        return self._snapshot.has(clauses.all_of([clauses.term(EVERY, found), self._visible]))

    def _pairs(self) -> list[Pair]:
        """The stems of each two words that stand together, with their distance."""
        pairs: dict[Pair, None] = {}
        for line in self._lines:
            stems = [(place, found) for place, atom in enumerate(line) if (found := stem(atom))]
            for (one, first), (other, second) in pairwise(stems):
                if other - one <= APART and first != second:
                    pairs[(0, first), (other - one, second)] = None
        return list(pairs)

    def _correct(self, unknown: Iterable[AskedWord]) -> None:
        letters = [word for word in unknown if word.typed.isalpha()]
        for word in letters[: spelling.MOST_WORDS]:
            likest = spelling.near(
                word.typed, self._snapshot, visible=self._visible, likeness=spelling.MISSPELT
            )
            for near in likest[:1]:
                meant = [one for chunk in words.chunks(near) for one in scoring.asked(chunk)]
                if [one for one in meant if self._take(one)]:
                    self.corrected[word.typed] = near


def _different(text: str) -> tuple[AskedWord, ...]:
    found: dict[tuple[str, bool], AskedWord] = {}
    for line in _lines(text):
        for word in (word for chunk in line for word in scoring.asked(chunk)):
            found.setdefault((word.value, word.is_identifier), word)
            if len(found) == MOST_READ:
                return tuple(found.values())
    return tuple(found.values())


def _lines(text: str) -> Iterator[list[words.Chunk]]:
    return (list(words.chunks(line)) for line in pasted.lines(text))
