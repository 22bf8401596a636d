"""The answer to a text: stories seen before, closest stories, and what to paste next."""

import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Self

from msgspec import Struct, structs

from incidents.answering import hints
from incidents.answering.hints import PastedText
from incidents.finding.passages import Passage
from incidents.finding.pasted import MOST_CHARACTERS
from incidents.rules.bundle import Attempt
from incidents.rules.match import masking
from incidents.rules.match.groups import SignatureGroup
from incidents.rules.match.masking import Mask
from incidents.rules.match.matcher import Matcher
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.ranking import NextCheck, StoryMatch
from incidents.rules.match.recognition import Recognition

LETTERS = re.compile(r"[^\W\d_]{3}")
"""What a word has: durations such as 3m12s and parts of identifiers are none."""
MOST_CLOSE = 10
"""Stories shown as closest."""
OUTCOMES = {
    "worked": "Worked",
    "partial": "Partly worked",
    "failed": "Did not work",
    "made_worse": "Made it worse",
    "reverted": "Was taken back",
    "planned": "Is planned",
    "unknown": "Result not known",
}
"""Words for the outcome of a fix, in the order in which fixes are shown."""
OPEN = frozenset({"planned", "unknown"})
"""Outcomes that tell nothing yet."""
CONFIDENCE = {"certain": "certain line", "typical": "typical line", "word": "only a word"}
"""Words for the confidence of a group."""


class CloseStory(Struct, frozen=True):
    ref: str
    title: str
    excerpt: Passage = ()


class CloseStories(Struct, frozen=True):
    """Stories found by their words alone, the best first."""

    stories: tuple[CloseStory, ...] = ()
    used: tuple[str, ...] = ()
    """Words of the text that the stories were found by."""
    unknown: tuple[str, ...] = ()
    """Words of the text that no story has."""
    corrected: Mapping[str, str] = {}
    """What was read in the place of a misspelt word."""
    is_ready: bool = True
    """False while the index of words is being built."""

    @classmethod
    def found(
        cls,
        text: str,
        stories: Iterable[CloseStory],
        *,
        used: Iterable[str],
        unknown: Iterable[str],
        corrected: Mapping[str, str],
    ) -> Self:
        """With words in the order of the text: an order by rarity would tell of stories that are hidden."""
        lowered = text.lower()

        def place(word: str) -> int:
            return lowered.find(word.lower())

        return cls(
            tuple(stories),
            used=tuple(sorted(used, key=place)),
            unknown=tuple(sorted(filter(LETTERS.search, unknown), key=place)),
            corrected={word: corrected[word] for word in sorted(corrected, key=place)},
        )

    def without(self, refs: Collection[str]) -> "CloseStories":
        """At most `MOST_CLOSE` others."""
        left = [story for story in self.stories if story.ref not in refs]
        return structs.replace(self, stories=tuple(left[:MOST_CLOSE]))


class SeenStory(Struct, frozen=True):
    """A story that lines point to."""

    match: StoryMatch

    @property
    def confidence(self) -> str:
        """How sure it is, such as “certain line, and it names coredns”."""
        named = f", and it names {' and '.join(self.match.named)}" if self.match.named else ""
        return CONFIDENCE[self.match.confidence] + named

    @property
    def ref(self) -> str:
        return self.match.story.ref

    @property
    def title(self) -> str:
        return self.match.story.title

    @property
    def tried(self) -> tuple[Attempt, ...]:
        """Fixes with a known outcome: those that helped come first."""
        known = [fix for fix in self.match.story.fixes if fix.outcome not in OPEN]
        return tuple(sorted(known, key=lambda fix: list(OUTCOMES).index(fix.outcome)))

    @property
    def unclear(self) -> tuple[Attempt, ...]:
        """Fixes whose outcome is not known, or that are not known to be done."""
        return tuple(fix for fix in self.match.story.fixes if fix.outcome in OPEN)


class SeenGroup(Struct, frozen=True):
    """Stories that the same lines point to, the likeliest first."""

    group: SignatureGroup
    stories: tuple[SeenStory, ...]

    @property
    def confidence(self) -> str:
        return CONFIDENCE[self.group.confidence]

    @property
    def message(self) -> str:
        """What the most telling of its signatures says."""
        return self.group.recognitions[0].signature.message

    @property
    def recognitions(self) -> tuple[Recognition, ...]:
        return self.group.recognitions

    @property
    def question(self) -> str | None:
        """What tells the stories apart."""
        return self.group.question

    @property
    def checks(self) -> tuple[NextCheck, ...]:
        """What its signatures say; what the stories themselves say first where no signature has a command."""
        written = self.group.next_checks
        if any(check.command for check in written):
            return written
        first = (seen.match.story.first_check for seen in self.stories)
        own = tuple(NextCheck(check.text, check.command) for check in first if check)
        return tuple(dict.fromkeys((*own, *written)))


class Answer(Struct, frozen=True):
    pasted: PastedText
    lines: int
    groups: tuple[SeenGroup, ...]
    too_few: tuple[Recognition, ...]
    """Signatures with fewer hits than they need."""
    over: tuple[Recognition, ...]
    """Signatures after which a line says that it is over."""
    closest: CloseStories
    is_healthy: bool
    """Whether lines were pasted and none of them tells of a failure."""

    @property
    def stories(self) -> tuple[SeenStory, ...]:
        """All that were seen before; each is in one group."""
        return tuple(seen for group in self.groups for seen in group.stories)

    @property
    def paste_next(self) -> tuple[NextCheck, ...]:
        return hints.paste_next(self.pasted)


def answer(
    text: bytes | str,
    *,
    matcher: Matcher,
    closest: Callable[[str], CloseStories],
    addresses: bool = False,
) -> Answer:
    """Asks the matcher, and `closest` for stories by words. Secrets are masked; addresses if asked for."""
    matches = matcher.match(text, addresses=addresses)
    written = cleaned(text).decode("utf-8", "replace")
    pasted = hints.read(written)
    groups = tuple(SeenGroup(one, tuple(map(SeenStory, one.stories))) for one in matches.groups)
    seen = {match.story.ref for match in matches.stories}
    return Answer(
        pasted=pasted,
        lines=matches.lines,
        groups=groups,
        too_few=matches.too_few,
        over=matches.over,
        closest=closest(without_secrets(written, addresses=addresses)).without(seen),
        is_healthy=pasted.is_output and matches.is_silent,
    )


def without_secrets(text: str, *, addresses: bool = False) -> str:
    """As much of a text as is read for its words. Each secret is a space: words are shown."""
    read = text[: MOST_CHARACTERS + masking.LONGEST_SECRET]
    found = masking.masks(read, addresses=addresses)
    return masking.applied(read, [Mask(one.start, one.end, " ") for one in found])
