"""From a text that somebody pasted to the stories in which the same was seen."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log

from incidents.rules.bundle import StoryDigest
from incidents.rules.match.hits import Sighting, sightings
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.scanner import Scanner
from incidents.rules.record import Mapping, Relation, Signature, StoryLink

TELLING: dict[Relation, float] = {"symptom": 1, "detects": 1, "prevents": 1, "related": 0.5, "contradicts": 0}
"""How much a signature says for a story, by what it has to do with it."""


@dataclass(frozen=True)
class Reason:
    """One signature that was seen, and the links by which it leads to the story."""

    sighting: Sighting
    links: tuple[StoryLink, ...]


@dataclass(frozen=True)
class StoryMatch:
    story: StoryDigest
    score: float
    reasons: tuple[Reason, ...]
    """The one that tells most comes first."""
    contradicting: tuple[Mapping, ...]
    """Checks of other tools that would bring the story back."""

    @property
    def next_checks(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(reason.sighting.signature.fix for reason in self.reasons))


@dataclass(frozen=True)
class Matches:
    stories: tuple[StoryMatch, ...]
    """The likeliest first; none where nothing known was seen."""
    sightings: tuple[Sighting, ...]
    """By their first lines."""
    too_few: tuple[Sighting, ...]
    """Seen less often than the signature asks for; they say nothing yet."""
    lines: int
    """Of the text."""


class Matcher:
    """Compiled once, for the stories that a reader may see. Knows nothing of signatures no longer in use."""

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
        """What is shown of the text is masked; IP addresses too where `addresses` says so."""
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
    telling = max(TELLING[link.relation] for link in reason.links)
    return telling * reason.sighting.signature.weight * log(1 + reason.sighting.hits)


def _likeliest_first(match: StoryMatch) -> tuple[float, int, tuple[str, int]]:
    """Of equals, the one that its signature names first."""
    ref = match.story.ref
    named = min([link.ref for link in one.sighting.signature.stories].index(ref) for one in match.reasons)
    return -match.score, named, _number(ref)


def _by_story(signature: Signature) -> Iterator[tuple[str, tuple[StoryLink, ...]]]:
    links = [link for link in signature.stories if TELLING[link.relation]]
    for ref in dict.fromkeys(link.ref for link in links):
        yield ref, tuple(link for link in links if link.ref == ref)


def _number(ref: str) -> tuple[str, int]:
    prefix, _, number = ref.partition("-")
    return prefix, int(number)
