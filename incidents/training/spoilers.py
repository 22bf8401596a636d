"""Spoilers: the words that give away why a story happened, and their replacement by a mark.

They are the words of its title, its factors and the rules that would have found it, in any inflection, also
as a part of names such as `concurrencyPolicy`. Words that say nothing of why are none.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from incidents import refs
from incidents.finding import words
from incidents.finding.stopwords import STOPWORDS
from incidents.stories.document import Factor, Story
from incidents.training import plain_words

MARK = "[hidden]"
NAME = re.compile(r"[^\W_]+(?:[-_.'’/=:@+]+[^\W_]+)*")
"""A word, or a name with the punctuation inside it: what is replaced as one."""
REFERENCE = re.compile(rf"\b{refs.PREFIX}-{refs.NUMBER}\b(?:#[a-z][0-9]+)?")
MARKED_AGAIN = re.compile(rf"{re.escape(MARK)}(?:[\s/-]+{re.escape(MARK)})+")
LETTERS = re.compile(r"[a-z]+")
LINK = re.compile(r"\[([^\[\]]*)\]\([^()\s]*\)")
INFLECTED = ("", "s", "es", "d", "ed", "ing")
"""A plain word is plain with these endings; `worker` says more than `work`."""
ENDINGS = ("ings", "ing", "ers", "er", "ed", "es", "s", "e")
SHORTEST_STEM = 3
MOST_HIDDEN = 0.4
"""The share of the words of a text that may be hidden if it is still to tell something."""


@dataclass(frozen=True)
class Spoilers:
    """The stems of the words that give a story away."""

    stems: frozenset[str]

    def are_in(self, text: str) -> bool:
        return any(self._gives_away(found.group()) for found in NAME.finditer(text))

    def hidden(self, text: str) -> str:
        """The text with a mark in place of each spoiler; names of stories and targets of links go, too."""
        named = REFERENCE.sub(MARK, LINK.sub(r"\1", text))
        blurred = NAME.sub(lambda found: MARK if self._gives_away(found.group()) else found.group(), named)
        return MARKED_AGAIN.sub(MARK, blurred)

    def leaves_legible(self, text: str) -> bool:
        """Whether what is left of the text still tells something."""
        names = [found.group() for found in NAME.finditer(text)]
        return sum(map(self._gives_away, names)) <= MOST_HIDDEN * len(names)

    def _gives_away(self, name: str) -> bool:
        return not self.stems.isdisjoint(stems(name))


def of(story: Story, rules: Iterable[str]) -> Spoilers:
    """`rules`: names and messages of the rules that are linked with the story."""
    texts = [story.title, *(_of_factor(factor) for factor in story.factors), *rules]
    return Spoilers(frozenset(stem for text in texts for stem in stems(text)))


def _of_factor(factor: Factor) -> str:
    return " ".join((factor.text, *(one.name for one in factor.technologies)))


def stems(text: str) -> Iterator[str]:
    """The stems of the words of a text and of the parts of its names, but for plain words."""
    for chunk in words.chunks(text):
        for written in chunk.words:
            word = re.sub(r"[^a-z0-9]", "", written)
            for part in (word, *LETTERS.findall(word)):
                if len(part) > 1 and not part.isdigit() and part not in PLAIN:
                    yield stem(part)


def stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= SHORTEST_STEM:
            return word.removesuffix(ending)
    return word


PLAIN = STOPWORDS.union(word + ending for word in plain_words.WORDS for ending in INFLECTED)
