"""The stories closest to a text: a guess by how rare its words are, and by where a story has them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import log
from typing import Final

from incidents.finding import pasted, scoring, spelling, words
from incidents.finding.scoring import AskedWord
from incidents.finding.storage import Clause, Snapshot, clauses

MOST_WORDS: Final = 60
"""The rarest words of a long text; more make it slower and no better."""
MOST_READ: Final = 2_000
"""Different words of a text that are looked up."""
FAIR_SHARE: Final = 0.5
"""Of the best score: what has less is not close."""
FEW: Final = 20
"""Words of a text up to which those that are misspelt are corrected; a log has odd words enough."""
MOST_UNKNOWN: Final = 20
"""Words named that no story has."""


@dataclass(frozen=True)
class ClosestHits:
    """The keys of the closest stories, best first."""

    keys: tuple[int, ...] = ()
    words: tuple[AskedWord, ...] = ()
    """Words that it went by, the rarest first."""
    unknown: tuple[str, ...] = ()
    """Words that no visible story has, as they were typed."""
    corrected: dict[str, str] = field(default_factory=dict)
    """What was read in the place of a misspelt word."""

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.typed for word in self.words))


def closest(text: str, snapshot: Snapshot, *, visible: Clause, limit: int) -> ClosestHits:
    """At most `limit` stories, none where the text has nothing in common with any of them."""
    question = _Question(text, snapshot, visible)
    if not question.weights:
        return ClosestHits(unknown=question.unknown)
    words = tuple(sorted(question.weights, key=lambda word: -question.weights[word])[:MOST_WORDS])
    scored = clauses.any_of([word.scored() for word in words])
    hits = snapshot.search(clauses.all_of([scored, visible]), limit=limit, count=False)
    close = [
        key for key, score in zip(hits.keys, hits.scores, strict=True) if score >= FAIR_SHARE * hits.scores[0]
    ]
    return ClosestHits(tuple(close), words, question.unknown, question.corrected)


class _Question:
    """The words of a text with their weights, as far as visible stories have them."""

    def __init__(self, text: str, snapshot: Snapshot, visible: Clause) -> None:
        self._snapshot, self._visible = snapshot, visible
        self.weights: dict[AskedWord, float] = {}
        self.corrected: dict[str, str] = {}
        words = _words(text)
        rarest = sorted(words, key=self._weight, reverse=True)
        unknown = [word for word in rarest if not self._take(word)]
        self._correct([word for word in unknown if not word.is_identifier] if len(words) <= FEW else [])
        typed = (word.typed for word in words if word in unknown and not word.is_identifier)
        self.unknown = tuple(one for one in dict.fromkeys(typed) if one not in self.corrected)[:MOST_UNKNOWN]

    def _weight(self, word: AskedWord) -> float:
        """How rare it is; 0 where no story has it."""
        number = self._snapshot.number_with(word.field, word.value)
        documents = max(1, self._snapshot.mark.documents)
        return log(1 + (documents - number + 0.5) / (number + 0.5)) if number else 0

    def _take(self, word: AskedWord) -> bool:
        """Whether a visible story has the word. What is too common among many others is not looked at."""
        if len(self.weights) >= MOST_WORDS:
            return True
        weight = self._weight(word)
        if not weight or not self._snapshot.has(clauses.all_of([word.present(), self._visible])):
            return False
        self.weights[word] = weight
        return True

    def _correct(self, unknown: Iterable[AskedWord]) -> None:
        for word in list(unknown)[: spelling.MOST_WORDS]:
            for near in spelling.near(word.typed, self._snapshot, visible=self._visible)[:1]:
                meant = [one for chunk in words.chunks(near) for one in scoring.asked(chunk)]
                if [one for one in meant if self._take(one)]:
                    self.corrected[word.typed] = near


def _words(text: str) -> tuple[AskedWord, ...]:
    """The different words of a text."""
    found: dict[tuple[str, bool], AskedWord] = {}
    for word in _read(text):
        found.setdefault((word.value, word.is_identifier), word)
        if len(found) == MOST_READ:
            break
    return tuple(found.values())


def _read(text: str) -> Iterator[AskedWord]:
    for line in pasted.lines(text):
        for chunk in words.chunks(line):
            yield from scoring.asked(chunk)
