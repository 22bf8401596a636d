"""The stories whose words are most like those of a story, and which words these are."""

from typing import Final, NamedTuple

from incidents.finding.closest import ranked
from incidents.finding.question import TextQuestion
from incidents.finding.storage import Clause, Snapshot, clauses
from incidents.finding.storage.schema import KEY

MOST_LOOKED_AT: Final = 20
"""The rarest words of the story, of which those are named that the other has, too."""
MOST_NAMED: Final = 3


class AlikeHit(NamedTuple):
    key: int
    words: tuple[str, ...]
    """Up to three that both stories have, the rarest first."""


def alike(text: str, snapshot: Snapshot, *, visible: Clause, own: int, limit: int) -> tuple[AlikeHit, ...]:
    """Other stories than the one with the key `own`, the likest first."""
    question = TextQuestion(text, snapshot, visible)
    if not question.weights:
        return ()
    others = clauses.all_of([visible], unwanted=[clauses.term(KEY, own)])
    close = ranked(question, snapshot, among=others)[:limit]
    return tuple(AlikeHit(key, _shared(key, question, snapshot)) for key in close)


def _shared(key: int, question: TextQuestion, snapshot: Snapshot) -> tuple[str, ...]:
    story = clauses.term(KEY, key)
    looked_at = question.words[:MOST_LOOKED_AT]
    shared = (word.typed for word in looked_at if snapshot.has(clauses.all_of([word.present(), story])))
    return tuple(dict.fromkeys(shared))[:MOST_NAMED]
