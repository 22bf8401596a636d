"""Which words of a story's texts are marked for a question, and the passage that has most of them."""

from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

from incidents.finding import passages, scoring
from incidents.finding.passages import Passage, Text
from incidents.finding.queries import QueryTerm
from incidents.finding.scoring import AskedWord
from incidents.finding.storage import stem

SHARED_LETTERS: Final = 3
"""A stem begins like its word, so only few words of a text have to be looked at."""
NONE: Final[frozenset[str]] = frozenset()


class Marks(Struct, frozen=True):
    """The words that are marked: by stem, as a whole, or by their beginning."""

    stems: frozenset[str] = NONE
    wholes: frozenset[str] = NONE
    beginnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, terms: Iterable[QueryTerm]) -> "Marks":
        chunks = [(chunk, term.unfinished) for term in terms for chunk in term.chunks]
        asked = [word for chunk, _ in chunks for word in scoring.asked(chunk)]
        return cls(
            frozenset(word.value for word in asked if not word.is_identifier),
            frozenset(word.value for word in asked if word.is_identifier)
            | {chunk.name for chunk, _ in chunks},
            tuple(chunk.name for chunk, unfinished in chunks if unfinished),
        )

    @classmethod
    def of_words(cls, words: Iterable[AskedWord]) -> "Marks":
        asked = list(words)
        return cls(
            frozenset(word.value for word in asked if not word.is_identifier),
            frozenset(word.value for word in asked if word.is_identifier),
        )

    @property
    def first_letters(self) -> frozenset[str]:
        return frozenset(word[:SHARED_LETTERS] for word in (*self.stems, *self.wholes, *self.beginnings))

    def meant(self, texts: Iterable[Text]) -> frozenset[str]:
        """The words of the texts that are marked."""
        words = {word for text in texts for chunk in text.chunks for word in chunk.words}
        return frozenset(word for word in words if self._is_meant(word))

    def _is_meant(self, word: str) -> bool:
        if word in self.wholes or (self.beginnings and word.startswith(self.beginnings)):
            return True
        return stem(word) in self.stems


def whole(text: str, marks: Marks | None) -> Passage:
    """The whole text, marked."""
    read = passages.text(text, marks.first_letters if marks else NONE)
    return passages.whole(read, marks.meant([read]) if marks else NONE)


def best(texts: Sequence[str], marks: Marks | None) -> Passage:
    """The passage with the most different marked words; without any, the beginning of the first text."""
    if marks is None:
        return passages.best([passages.text(text, NONE) for text in texts[:1]], NONE)
    beginnings = marks.first_letters
    read = [passages.text(text, beginnings) for text in texts]
    return passages.best(read, marks.meant(read))
