"""Words that are spelt like a word that no story has."""

from collections.abc import Callable
from difflib import get_close_matches
from typing import Final

from incidents.finding import queries, words
from incidents.finding.storage import Clause, Snapshot, clauses, stem
from incidents.finding.storage.schema import EVERY, IDENTIFIERS, SPELLED

SHORTEST: Final = 4
LIKENESS: Final = 0.7
"""As `difflib` measures it: 1 is the same word. Enough for a suggestion that somebody looks at."""
MISSPELT: Final = 0.88
"""Enough to read one word for another."""
MOST: Final = 3
MOST_WORDS: Final = 3
"""Unknown words of a text that are looked for."""


def near(word: str, snapshot: Snapshot, *, visible: Clause, likeness: float = LIKENESS) -> list[str]:
    """Up to three words of visible stories, the likest first, that begin with the same letter."""
    if len(word) < SHORTEST:
        return []
    known = snapshot.words_beginning(SPELLED, word[0], within=visible)
    return get_close_matches(word, known, n=MOST, cutoff=likeness)


def is_known(word: str, snapshot: Snapshot, *, visible: Clause) -> bool:
    """Whether a visible story has the word, in any of its forms."""
    found = stem(word)
    ways = [clauses.term(IDENTIFIERS, word), *([clauses.term(EVERY, found)] if found else [])]
    return bool(snapshot.search(clauses.all_of([clauses.any_of(ways), visible]), limit=0).total)


def suggestions(
    text: str, snapshot: Snapshot, *, visible: Clause, finds: Callable[[str], bool]
) -> tuple[str, ...]:
    """Up to three texts that find something, in each of which one unknown word is replaced."""
    names = [chunk.name for term in queries.wanted(text) for chunk in term.chunks]
    unknown = [name for name in names if not is_known(name, snapshot, visible=visible)][:MOST_WORDS]
    candidates = [
        replaced(text, name, word) for name in unknown for word in near(name, snapshot, visible=visible)
    ]
    different = dict.fromkeys(candidate for candidate in candidates if candidate != text)
    return tuple(candidate for candidate in different if finds(candidate))[:MOST]


def replaced(text: str, name: str, word: str) -> str:
    """The text with another word in the place of the one called `name`."""
    for chunk in words.chunks(text):
        if chunk.name == name:
            return text[: chunk.start] + word + text[chunk.end :]
    return text
