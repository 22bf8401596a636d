"""Ranks stories by the signatures that a text has, and by whether the text names what the story is about."""

from collections.abc import Iterable, Iterator, Sequence
from math import log

from msgspec import Struct

from incidents.refs import in_order
from incidents.rules.bundle import StoryDigest
from incidents.rules.match.recognition import Certainty, Recognition, certainty
from incidents.rules.record import Mapping, Relation, Signature, StoryLink

RELATION_WEIGHTS: dict[Relation, float] = {
    "symptom": 1,
    "detects": 1,
    "prevents": 1,
    "related": 0.5,
    "contradicts": 0,
}
"""The weight of a signature for a story, by the relation of the link."""

LESS = 0.5
"""How much less each further signature of the same story counts."""

MOST_BY_LINES = 2.0
"""Many lines say more than one, but no number of them makes a common word a certain one."""


class Reason(Struct, frozen=True):
    """A signature with hits, and its links to the story."""

    recognition: Recognition
    links: tuple[StoryLink, ...]

    @property
    def weight(self) -> float:
        return max(RELATION_WEIGHTS[link.relation] for link in self.links) * self.recognition.signature.weight

    @property
    def points(self) -> float:
        return self.weight * min(MOST_BY_LINES, 1 + log(self.recognition.hits) / 8)

    @property
    def answer(self) -> str | None:
        """The answer to the signature's question that speaks for the story."""
        return next((link.answer for link in self.links if link.answer), None)


class NextCheck(Struct, frozen=True):
    """What to check next. `command` only reads."""

    text: str
    command: str | None = None


class StoryMatch(Struct, frozen=True):
    story: StoryDigest
    score: float
    """Only for the order of the stories of one text."""
    reasons: tuple[Reason, ...]
    """The heaviest reason comes first."""
    contradicting: tuple[Mapping, ...]
    """Checks of other tools that re-create the hazard of the story if obeyed."""
    named: tuple[str, ...] = ()
    """Objects and components in the text that the story is about."""
    answer: str | None = None
    """The answer to the question of its group that speaks for this story."""

    @property
    def confidence(self) -> Certainty:
        """Of the heaviest reason. A common word in what the story is about is typical of it."""
        found = certainty(int(self.reasons[0].weight))
        return "typical" if found == "word" and self.named else found

    @property
    def next_checks(self) -> tuple[NextCheck, ...]:
        return next_checks(reason.recognition.signature for reason in self.reasons)


def next_checks(signatures: Iterable[Signature]) -> tuple[NextCheck, ...]:
    checks = (NextCheck(one.fix, one.command) for one in signatures if one.fix)
    return tuple(dict.fromkeys(checks))


def reasons(seen: Sequence[Recognition]) -> dict[str, list[Reason]]:
    """The reasons for each story, the heaviest first."""
    found: dict[str, list[Reason]] = {}
    for recognition in seen:
        for ref, links in _by_story(recognition.signature):
            found.setdefault(ref, []).append(Reason(recognition, links))
    for some in found.values():
        some.sort(key=lambda reason: reason.points, reverse=True)
    return found


def score(found: Sequence[Reason], named: float) -> float:
    """The points of a story. `named` is how much of the text names what the story is about, from 0 to 1."""
    points = sum(reason.points * LESS**place for place, reason in enumerate(found))
    return points * (1 + named)


def likeliest_first(match: StoryMatch) -> tuple[float, int, tuple[str, int]]:
    """Sort key: stories with equal scores come in the order of the signature's links."""
    ref = match.story.ref
    place = min([link.ref for link in one.recognition.signature.stories].index(ref) for one in match.reasons)
    return -match.score, place, in_order(ref)


def _by_story(signature: Signature) -> Iterator[tuple[str, tuple[StoryLink, ...]]]:
    links = [link for link in signature.stories if RELATION_WEIGHTS[link.relation]]
    for ref in dict.fromkeys(link.ref for link in links):
        yield ref, tuple(link for link in links if link.ref == ref)
