"""The stories closest to a text: a guess by how rare its words are, and by where a story has them."""

from dataclasses import dataclass, field
from typing import Final

from incidents.finding.question import TextQuestion
from incidents.finding.scoring import AskedWord
from incidents.finding.storage import Clause, Snapshot, clauses

FAIR_SHARE: Final = 0.5
"""Of the best score: what has less is not close."""


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
    question = TextQuestion(text, snapshot, visible)
    if not question.weights:
        return ClosestHits(unknown=question.unknown)
    found = snapshot.search(clauses.all_of([question.clause(), visible]), limit=limit, count=False)
    if not found.keys or not question.is_answered_by(found.keys[0]):
        return ClosestHits(unknown=question.unknown, corrected=question.corrected)
    least = FAIR_SHARE * found.scores[0]
    close = sorted(
        (-score, key) for key, score in zip(found.keys, found.scores, strict=True) if score >= least
    )
    return ClosestHits(tuple(key for _, key in close), question.words, question.unknown, question.corrected)
