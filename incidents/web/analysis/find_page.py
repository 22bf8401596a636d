"""An answer, shaped for its page."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from incidents.answering import markdown, wording
from incidents.answering.answer import MOST_CLOSE, OUTCOMES, Answer, CloseStory, SeenGroup, SeenStory
from incidents.finding.passages import MarkedText, Passage
from incidents.rules.bundle import Attempt
from incidents.rules.match import masking
from incidents.rules.match.ranking import NextCheck
from incidents.rules.match.recognition import HitLine, Recognition
from incidents.rules.record import Mapping
from incidents.stories.rendering import plain
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link

EXAMPLES = ("lookups take five seconds", "OOMKilled coredns", "too many missed start times")
"""What people may try; tests ask the stories that ship."""
MOST_GROUPS = 6
"""Groups shown; of the others, only the stories are named."""
MOST_CHECKS = 2
"""Checks of a group that are shown unfolded."""
MOST_CLOSE_AFTER = 4
"""Closest stories that are shown unfolded where others were seen before."""
MOST_TRIED = 4
"""Fixes with a known outcome that are shown unfolded; one where several stories are in a group."""


@dataclass(frozen=True)
class MatchedLine:
    """A line of the text with its matches marked; `place` is its number."""

    place: str
    text: Passage


@dataclass(frozen=True)
class ShownRecognition:
    """`link` leads to the signature, or to the symptom whose recorded line it is."""

    link: Link
    message: str
    hits: str
    lines: tuple[MatchedLine, ...]


@dataclass(frozen=True)
class ShownFix:
    text: str
    outcome: Badge


@dataclass(frozen=True)
class ShownStory:
    ref: str
    title: str
    url: str
    confidence: str
    answer: str
    tried: tuple[ShownFix, ...]
    """With a known outcome, those that helped first."""
    more: tuple[ShownFix, ...]
    """The others, and those whose outcome is not known."""
    contradicting: tuple[Mapping, ...]
    parts: tuple[Link, ...]
    """Symptoms and factors that the lines have to do with."""


@dataclass(frozen=True)
class ShownGroup:
    stories: tuple[ShownStory, ...]
    tone: str
    confidence: str
    is_mixed: bool
    """Whether some of the stories are less sure than others."""
    message: str
    question: str
    checks: tuple[NextCheck, ...]
    more_checks: tuple[NextCheck, ...]
    recognitions: tuple[ShownRecognition, ...]
    places: str
    """Numbers of the lines, such as `1, 3, 4`."""


@dataclass(frozen=True)
class FindPage:
    answer: Answer
    heading: str
    groups: tuple[ShownGroup, ...]
    others: tuple[Link, ...]
    not_counted: tuple[ShownRecognition, ...]
    closest: tuple[CloseStory, ...]
    more_closest: tuple[CloseStory, ...]
    guess: str
    paste_next: tuple[NextCheck, ...]
    markdown: str


def build(found: Answer) -> FindPage:
    most_close = MOST_CLOSE_AFTER if found.groups else MOST_CLOSE
    return FindPage(
        answer=found,
        heading=wording.heading(found),
        groups=tuple(map(_group, found.groups[:MOST_GROUPS])),
        others=tuple(
            Link(f"{seen.ref} {seen.title}", addresses.part(seen.ref))
            for group in found.groups[MOST_GROUPS:]
            for seen in group.stories
        ),
        not_counted=tuple(map(_recognition, (*found.too_few, *found.over))),
        closest=found.closest.stories[:most_close],
        more_closest=found.closest.stories[most_close:],
        guess=wording.guess(found.closest),
        paste_next=found.paste_next,
        markdown=markdown.write(found, address=settings.BASE_URL),
    )


def masked(text: str, addresses: bool) -> str:
    return masking.masked(text, addresses)


def _group(seen: SeenGroup) -> ShownGroup:
    most = MOST_TRIED if len(seen.stories) == 1 else 1
    checks = tuple(NextCheck(plain(check.text), check.command) for check in seen.checks)
    return ShownGroup(
        stories=tuple(_story(one, most) for one in seen.stories),
        tone=seen.group.confidence,
        confidence=seen.confidence,
        is_mixed=len({one.match.confidence for one in seen.stories}) > 1,
        message=seen.message,
        question=seen.question or "",
        checks=checks[:MOST_CHECKS],
        more_checks=checks[MOST_CHECKS:],
        recognitions=tuple(map(_recognition, seen.recognitions)),
        places=", ".join(_places(seen.recognitions)),
    )


def _story(seen: SeenStory, most_tried: int) -> ShownStory:
    match = seen.match
    anchors = dict.fromkeys(link.target for one in match.reasons for link in one.links if link.target)
    return ShownStory(
        ref=seen.ref,
        title=seen.title,
        url=addresses.part(seen.ref),
        confidence=seen.confidence,
        answer=match.answer or "",
        tried=tuple(map(_fix, seen.tried[:most_tried])),
        more=tuple(map(_fix, (*seen.tried[most_tried:], *seen.unclear))),
        contradicting=match.contradicting,
        parts=tuple(Link(f"{seen.ref}#{anchor}", addresses.part(seen.ref, anchor)) for anchor in anchors),
    )


def _recognition(recognition: Recognition) -> ShownRecognition:
    ref, _, anchor = recognition.signature.ref.partition("#")
    address = addresses.part(ref, anchor) if anchor else reverse("rule", args=[ref])
    return ShownRecognition(
        link=Link(recognition.signature.ref, address),
        message=recognition.signature.message,
        hits=wording.hits(recognition),
        lines=tuple(MatchedLine(_place(line), tuple(_segments(line))) for line in recognition.lines),
    )


def _places(recognitions: Iterable[Recognition]) -> Iterator[str]:
    shown = {line.number: line for recognition in recognitions for line in recognition.lines}
    yield from (_place(shown[number]) for number in sorted(shown))


def _place(line: HitLine) -> str:
    return str(line.number) if line.number == line.last else f"{line.number}–{line.last}"


def _segments(line: HitLine) -> Iterator[MarkedText]:
    position = 0
    for start, end in line.marks:
        begin = max(start, position)
        yield MarkedText(line.text[position:begin], marked=False)
        yield MarkedText(line.text[begin:end], marked=True)
        position = max(end, begin)
    yield MarkedText(line.text[position:], marked=False)


def _fix(attempt: Attempt) -> ShownFix:
    return ShownFix(plain(attempt.text), Badge(OUTCOMES[attempt.outcome], attempt.outcome))
