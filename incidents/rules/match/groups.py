"""Groups of signatures that a text has in the same lines, with the stories they point to.

A line that only one failure prints is not put together with a common word in the same line.
"""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from incidents.rules.match.ranking import NextCheck, StoryMatch, likeliest_first, next_checks
from incidents.rules.match.recognition import Certainty, Recognition

ORDER: tuple[Certainty, ...] = ("certain", "typical", "word")


class SignatureGroup(Struct, frozen=True):
    recognitions: tuple[Recognition, ...]
    """The heaviest first."""
    stories: tuple[StoryMatch, ...]
    """The likeliest first. A story is in one group only, that of its heaviest reason."""
    question: str | None
    """What tells the stories apart, if there are several and a signature knows it."""

    @property
    def confidence(self) -> Certainty:
        """The best of its stories."""
        return min((match.confidence for match in self.stories), key=ORDER.index)

    @property
    def next_checks(self) -> tuple[NextCheck, ...]:
        return next_checks(one.signature for one in self.recognitions)


def grouped(seen: Sequence[Recognition], matches: Sequence[StoryMatch]) -> tuple[SignatureGroup, ...]:
    """The groups, the likeliest first; one without stories of its own is left out."""
    groups = []
    for together in _on_same_lines(seen):
        own = [match for match in matches if any(match.reasons[0].recognition is one for one in together)]
        if own:
            together.sort(key=lambda one: one.signature.weight, reverse=True)
            groups.append(_group(together, sorted(own, key=likeliest_first)))
    return tuple(sorted(groups, key=lambda group: likeliest_first(group.stories[0])))


def _group(recognitions: Sequence[Recognition], stories: Sequence[StoryMatch]) -> SignatureGroup:
    """A group with the question that has answers for most of its stories."""
    asked = max(recognitions, key=lambda one: sum(bool(_answer(one, match)) for match in stories))
    if len(stories) == 1 or not asked.signature.question:
        return SignatureGroup(tuple(recognitions), tuple(stories), None)
    answered = (structs.replace(match, answer=_answer(asked, match)) for match in stories)
    return SignatureGroup(tuple(recognitions), tuple(answered), asked.signature.question)


def _answer(asked: Recognition, match: StoryMatch) -> str | None:
    return next((reason.answer for reason in match.reasons if reason.recognition is asked), None)


def _on_same_lines(seen: Sequence[Recognition]) -> Iterator[list[Recognition]]:
    """Signatures whose lines are all among those of another one that is as certain stand with it."""
    groups: list[list[Recognition]] = []
    for recognition in sorted(seen, key=lambda one: len(one.numbers), reverse=True):
        alike = [group for group in groups if group[0].certainty == recognition.certainty]
        home = next((group for group in alike if recognition.numbers <= group[0].numbers), None)
        if home is None:
            groups.append([recognition])
        else:
            home.append(recognition)
    yield from groups
