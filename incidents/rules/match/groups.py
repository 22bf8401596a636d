"""Groups of signatures that a text has in the same lines, with the stories they point to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from incidents.rules.match.ranking import NextCheck, StoryMatch, next_checks
from incidents.rules.match.sighting import Certainty, Sighting

ORDER: tuple[Certainty, ...] = ("certain", "typical", "word")


@dataclass(frozen=True)
class SignatureGroup:
    sightings: tuple[Sighting, ...]
    """The heaviest first."""
    stories: tuple[StoryMatch, ...]
    """The likeliest first. A story is in one group only, that of its heaviest reason."""

    @property
    def confidence(self) -> Certainty:
        """That of the likeliest story."""
        return min((match.confidence for match in self.stories), key=ORDER.index)

    @property
    def question(self) -> str | None:
        """What tells the stories apart, if there are several and their signature knows it."""
        if len(self.stories) == 1:
            return None
        return next((one.signature.question for one in self.sightings if one.signature.question), None)

    @property
    def next_checks(self) -> tuple[NextCheck, ...]:
        return next_checks([one.signature for one in self.sightings])


def grouped(seen: Sequence[Sighting], stories: Sequence[StoryMatch]) -> tuple[SignatureGroup, ...]:
    """The groups, the likeliest first. `stories` are in their order; a group without any is left out."""
    groups = []
    for together in _on_same_lines(seen):
        own = tuple(match for match in stories if any(match.reasons[0].sighting is one for one in together))
        if own:
            together.sort(key=lambda one: one.signature.weight, reverse=True)
            groups.append(SignatureGroup(tuple(together), own))
    return tuple(sorted(groups, key=lambda group: stories.index(group.stories[0])))


def _on_same_lines(seen: Sequence[Sighting]) -> Iterator[list[Sighting]]:
    """Signatures whose lines are all among those of another one stand with it."""
    groups: list[list[Sighting]] = []
    for sighting in sorted(seen, key=lambda one: len(one.numbers), reverse=True):
        home = next((group for group in groups if sighting.numbers <= group[0].numbers), None)
        if home is None:
            groups.append([sighting])
        else:
            home.append(sighting)
    yield from groups
