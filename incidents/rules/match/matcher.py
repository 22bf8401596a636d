"""The matcher: ranks the stories whose signatures match a pasted text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from incidents.rules.bundle import StoryDigest
from incidents.rules.match.hits import Sighting, sightings
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.scanner import Scanner
from incidents.rules.record import Mapping, Relation, Signature, StoryLink

RELATION_WEIGHTS: dict[Relation, float] = {
    "symptom": 1,
    "detects": 1,
    "prevents": 1,
    "related": 0.5,
    "contradicts": 0,
}
"""The weight of a signature for a story, by the relation of the link."""


@dataclass(frozen=True)
class Reason:
    """A signature with hits, and its links to the story."""

    sighting: Sighting
    links: tuple[StoryLink, ...]


@dataclass(frozen=True)
class StoryMatch:
    story: StoryDigest
    score: float
    reasons: tuple[Reason, ...]
    """The heaviest reason comes first."""
    contradicting: tuple[Mapping, ...]
    """Checks of other tools that re-create the hazard of the story if obeyed."""

    @property
    def next_checks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason.sighting.signature.fix for reason in self.reasons))


@dataclass(frozen=True)
class Matches:
    stories: tuple[StoryMatch, ...]
    """The likeliest story first; empty if no signature matched."""
    sightings: tuple[Sighting, ...]
    """The signatures with enough hits, in the order of their first lines."""
    too_few: tuple[Sighting, ...]
    """Signatures with fewer hits than they need; they do not count."""
    lines: int
    """The number of lines in the text."""


class Matcher:
    """Signatures compiled once, for the stories that a reader may see. Skips deprecated signatures."""

    def __init__(
        self,
        signatures: Sequence[Signature],
        stories: Sequence[StoryDigest],
        mappings: Sequence[Mapping] = (),
    ) -> None:
        self._scanner = Scanner([one for one in signatures if one.status != "deprecated"])
        self._stories = {story.ref: story for story in stories}
        self._mappings = mappings

    def match(self, text: bytes | str, *, addresses: bool = False) -> Matches:
        """Matches a text. Shown lines are masked; IP addresses too if `addresses` is true."""
        clean = cleaned(text)
        seen = sightings(self._scanner, clean, addresses=addresses)
        enough = [one for one in seen if one.hits >= one.signature.min]
        return Matches(
            stories=tuple(self._ranked(enough)),
            sightings=tuple(enough),
            too_few=tuple(one for one in seen if one.hits < one.signature.min),
            lines=clean.count(b"\n") + (not clean.endswith(b"\n") if clean else 0),
        )

    def _ranked(self, seen: Sequence[Sighting]) -> list[StoryMatch]:
        reasons: dict[str, list[Reason]] = {}
        for sighting in seen:
            for ref, links in _by_story(sighting.signature):
                if ref in self._stories:
                    reasons.setdefault(ref, []).append(Reason(sighting, links))
        matches = [self._match(self._stories[ref], found) for ref, found in reasons.items()]
        return sorted(matches, key=_likeliest_first)

    def _match(self, story: StoryDigest, reasons: list[Reason]) -> StoryMatch:
        reasons.sort(key=points, reverse=True)
        contradicting = (
            one for one in self._mappings if one.story == story.ref and one.relation == "contradicts"
        )
        return StoryMatch(story, sum(map(points, reasons)), tuple(reasons), tuple(contradicting))


def points(reason: Reason) -> float:
    weight = max(RELATION_WEIGHTS[link.relation] for link in reason.links)
    return weight * reason.sighting.signature.weight * log(1 + reason.sighting.hits)


def _likeliest_first(match: StoryMatch) -> tuple[float, int, tuple[str, int]]:
    """Sort key: stories with equal scores come in the order of the signature's links."""
    ref = match.story.ref
    named = min([link.ref for link in one.sighting.signature.stories].index(ref) for one in match.reasons)
    return -match.score, named, _number(ref)


def _by_story(signature: Signature) -> Iterator[tuple[str, tuple[StoryLink, ...]]]:
    links = [link for link in signature.stories if RELATION_WEIGHTS[link.relation]]
    for ref in dict.fromkeys(link.ref for link in links):
        yield ref, tuple(link for link in links if link.ref == ref)


def _number(ref: str) -> tuple[str, int]:
    prefix, _, number = ref.partition("-")
    return prefix, int(number)
