"""The stories closest to a text: a guess by how rare its words are, and by where a story has them."""

from typing import Final

from msgspec import Struct

from incidents.finding.question import TextQuestion
from incidents.finding.scoring import AskedWord
from incidents.finding.storage import Clause, Snapshot, clauses

FAIR_SHARE: Final = 0.5
"""Of the best score: what has less is not close."""

BREVITY: Final = 0.1
"""Power of a story's number of words that its score is divided by: a long story has any word by chance."""
MOST_RANKED: Final = 30
"""The best by their words alone, among which that decides."""


class ClosestHits(Struct, frozen=True):
    """The keys of the closest stories, best first."""

    keys: tuple[int, ...] = ()
    words: tuple[AskedWord, ...] = ()
    """Words that it went by, the rarest first."""
    unknown: tuple[str, ...] = ()
    """Words that no visible story has, as they were typed."""
    corrected: dict[str, str] = {}
    """What was read in the place of a misspelt word."""

    @property
    def used(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(word.typed for word in self.words))


def closest(text: str, snapshot: Snapshot, *, visible: Clause, limit: int) -> ClosestHits:
    """At most `limit` stories, none where the text has nothing in common with any of them."""
    question = TextQuestion(text, snapshot, visible)
    if not question.weights:
        return ClosestHits(unknown=question.unknown)
    keys = ranked(question, snapshot, among=visible)[:limit]
    if not keys or not question.is_answered_by(keys[0]):
        return ClosestHits(unknown=question.unknown, corrected=question.corrected)
    return ClosestHits(tuple(keys), question.words, question.unknown, question.corrected)


def ranked(question: TextQuestion, snapshot: Snapshot, *, among: Clause) -> list[int]:
    """The keys of the stories that are close, best first; of equal ones, the older first."""
    found = snapshot.search(clauses.all_of([question.clause(), among]), limit=MOST_RANKED, count=False)
    hits = zip(found.keys, found.scores, found.lengths, strict=True)
    scores = {key: score / max(length, 1) ** BREVITY for key, score, length in hits}
    least = FAIR_SHARE * max(scores.values(), default=0)
    close = [key for key, score in scores.items() if score >= least]
    return sorted(close, key=lambda key: (-scores[key], key))
