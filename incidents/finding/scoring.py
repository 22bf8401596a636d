"""How much a word says of a story: by its rarity, and by the part of the story that has it."""

from math import log
from typing import Final, NamedTuple

from incidents.finding.storage import Clause, clauses, stem
from incidents.finding.storage.schema import EVERY, IDENTIFIERS
from incidents.finding.words import Chunk

BOOSTS: Final = {
    "names": 1.5,
    "seen": 1.3,
    "signatures": 1.3,
    "symptoms": 1.2,
    "summary": 1.2,
    "factors": 1.0,
    "terms": 1.0,
    "rest": 0.8,
}
OF_IDENTIFIERS: Final = 2.0
TOGETHER: Final = 0.6
"""What words that stand together add, as a share of their own weights."""
TIE: Final = 0.5
"""What the fields of a word add that are not its best one."""


class AskedWord(NamedTuple):
    """A word of a question: as it was typed, and its stem or, of an identifier, the whole of it."""

    typed: str
    value: str
    is_identifier: bool

    @property
    def field(self) -> str:
        """Where any document has it that has it at all."""
        return IDENTIFIERS if self.is_identifier else EVERY

    def present(self) -> Clause:
        return clauses.term(self.field, self.value)

    def weighed(self, weight: float) -> Clause:
        """Scored by a weight alone, and by where the story has the word."""
        if self.is_identifier:
            return clauses.with_score(self.present(), weight * OF_IDENTIFIERS)
        fields = [
            clauses.with_score(clauses.term(field, self.value), weight * boost)
            for field, boost in BOOSTS.items()
        ]
        return clauses.best_of(fields, tie=TIE)


def rarity(number: int, documents: int) -> float:
    """What a word weighs that so many documents have; both are counted among those the reader may see."""
    return log(1 + (documents - number + 0.5) / (number + 0.5))


def asked(chunk: Chunk) -> list[AskedWord]:
    """The words of a chunk that say something, its identifiers first.

    A single word may be an identifier in small letters, such as `concurrencypolicy`.
    """
    wholes = chunk.wholes or chunk.atoms
    identifiers = [AskedWord(whole, whole, True) for whole in wholes]
    stems = [AskedWord(atom, found, False) for atom in chunk.atoms if (found := stem(atom))]
    return identifiers + stems
