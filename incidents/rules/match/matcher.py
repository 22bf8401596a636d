"""The matcher: finds the stories whose signatures a pasted text has."""

from collections.abc import Sequence

from msgspec import Struct

from incidents.rules.bundle import PreparedSignatures, StoryDigest
from incidents.rules.match import cues, ranking
from incidents.rules.match.groups import SignatureGroup, grouped
from incidents.rules.match.hits import recognitions
from incidents.rules.match.literals import Lines, literals, specific_lines
from incidents.rules.match.naming import Naming
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.ranking import Reason, StoryMatch, likeliest_first
from incidents.rules.match.recognition import Recognition
from incidents.rules.match.scanner import Scanner
from incidents.rules.match.signatures import head
from incidents.rules.record import Mapping, Signature


class Matches(Struct, frozen=True):
    stories: tuple[StoryMatch, ...]
    """The likeliest story first; empty if no signature matched."""
    groups: tuple[SignatureGroup, ...]
    """The same stories by the lines that point to them, the likeliest first."""
    recognitions: tuple[Recognition, ...]
    """The signatures that count, in the order of their first lines."""
    too_few: tuple[Recognition, ...]
    """Signatures with fewer hits than they need; they do not count."""
    over: tuple[Recognition, ...]
    """Signatures after whose hits a line says that it is over; they do not count."""
    is_silent: bool
    """Whether no line tells of a failure: no signature counts, and no line has a failure cue."""
    lines: int
    """The number of lines in the text."""


def prepare(signatures: Sequence[Signature], stories: Sequence[StoryDigest]) -> PreparedSignatures:
    recorded = specific_lines(stories, [one for one in signatures if one.status != "deprecated"])
    patterns = (one.pattern for one in _running(signatures, stories, recorded))
    return PreparedSignatures(recorded, {pattern: head(pattern) for pattern in patterns})


def _running(
    signatures: Sequence[Signature], stories: Sequence[StoryDigest], recorded: Lines
) -> list[Signature]:
    written = [one for one in signatures if one.status != "deprecated"]
    return [*written, *literals(stories, recorded)]


class Matcher:
    """Signatures compiled once, for the stories that a reader may see. Skips deprecated signatures.

    Lines that stories have recorded are signatures, too, if they are specific.
    """

    def __init__(
        self,
        signatures: Sequence[Signature],
        stories: Sequence[StoryDigest],
        mappings: Sequence[Mapping] = (),
        prepared: PreparedSignatures | None = None,
    ) -> None:
        """`prepared`: what `prepare` has made of the same signatures and stories, which takes a while."""
        known = prepared or prepare(signatures, stories)
        self._scanner = Scanner(_running(signatures, stories, known.recorded), known.heads)
        self._stories = {story.ref: story for story in stories}
        self._naming = Naming(stories)
        self._mappings = mappings

    def match(self, text: bytes | str, *, addresses: bool = False) -> Matches:
        """Matches a text. Shown lines are masked; IP addresses too if `addresses` is true."""
        clean = cleaned(text)
        seen = recognitions(self._scanner, clean, addresses=addresses)
        enough = [one for one in seen if one.is_enough and not one.is_over]
        groups = grouped(enough, self._matches(enough, clean))
        return Matches(
            stories=tuple(sorted((one for group in groups for one in group.stories), key=likeliest_first)),
            groups=groups,
            recognitions=tuple(enough),
            too_few=tuple(one for one in seen if not one.is_enough),
            over=tuple(one for one in seen if one.is_enough and one.is_over),
            is_silent=not enough and not cues.has_failure(clean),
            lines=clean.count(b"\n") + (not clean.endswith(b"\n") if clean else 0),
        )

    def _matches(self, seen: Sequence[Recognition], text: bytes) -> list[StoryMatch]:
        reasons = {ref: some for ref, some in ranking.reasons(seen).items() if ref in self._stories}
        named = self._naming.named(text, seen, reasons)
        return [self._match(self._stories[ref], some, named[ref]) for ref, some in reasons.items()]

    def _match(self, story: StoryDigest, reasons: list[Reason], named: tuple[str, ...]) -> StoryMatch:
        contradicting = (
            one for one in self._mappings if one.story == story.ref and one.relation == "contradicts"
        )
        score = ranking.score(reasons, self._naming.share(named))
        return StoryMatch(story, score, tuple(reasons), tuple(contradicting), named)
