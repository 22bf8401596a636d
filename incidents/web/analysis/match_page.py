"""What was recognised in a text, shaped for its page."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.finding.passages import MarkedText, Passage
from incidents.rules.bundle import Attempt
from incidents.rules.match.matcher import Matches
from incidents.rules.match.ranking import Reason, StoryMatch
from incidents.rules.match.sighting import HitLine, Sighting
from incidents.rules.record import Mapping
from incidents.stories.rendering import plain
from incidents.web.parts import addresses
from incidents.web.parts.badges import Badge, Link
from incidents.web.parts.labels import Labels
from incidents.web.rules import wording

MOST_STORIES = 10
MOST_FIXES = 6


@dataclass(frozen=True)
class MatchedLine:
    """A line of the text with its matches marked; `place` is its number."""

    place: str
    text: Passage


@dataclass(frozen=True)
class Because:
    """A signature, how often it matched, and its relation to the story."""

    ref: str
    name: str
    message: str
    hits: str
    links: tuple[Link, ...]
    lines: tuple[MatchedLine, ...]


@dataclass(frozen=True)
class TriedFix:
    text: str
    outcome: Badge


@dataclass(frozen=True)
class Candidate:
    ref: str
    title: str
    summary: str
    because: tuple[Because, ...]
    next_checks: tuple[str, ...]
    fixes: tuple[TriedFix, ...]
    contradicting: tuple[Mapping, ...]


@dataclass(frozen=True)
class MatchPage:
    lines: int
    candidates: tuple[Candidate, ...]
    others: tuple[Link, ...]
    too_few: tuple[Because, ...]


def build(found: Matches) -> MatchPage:
    shown = found.stories[:MOST_STORIES]
    labels = Labels({attempt.outcome for match in shown for attempt in match.story.fixes})
    return MatchPage(
        lines=found.lines,
        candidates=tuple(_candidate(match, labels) for match in shown),
        others=tuple(
            Link(f"{match.story.ref} {match.story.title}", addresses.part(match.story.ref))
            for match in found.stories[MOST_STORIES:]
        ),
        too_few=tuple(_because(sighting, ()) for sighting in found.too_few),
    )


def _candidate(match: StoryMatch, labels: Labels) -> Candidate:
    story = match.story
    return Candidate(
        ref=story.ref,
        title=story.title,
        summary=plain(story.summary),
        because=tuple(_because(reason.sighting, _links(reason)) for reason in match.reasons),
        next_checks=tuple(check.text for check in match.next_checks),
        fixes=tuple(_fix(attempt, labels) for attempt in story.fixes[:MOST_FIXES]),
        contradicting=match.contradicting,
    )


def _links(reason: Reason) -> tuple[Link, ...]:
    return tuple(
        Link(
            f"{wording.RELATIONS[link.relation]} {link.ref}{f'#{link.target}' if link.target else ''}",
            addresses.part(link.ref, link.target or ""),
        )
        for link in reason.links
    )


def _because(sighting: Sighting, links: tuple[Link, ...]) -> Because:
    signature = sighting.signature
    times = "once" if sighting.hits == 1 else f"{sighting.hits} times"
    if sighting.hits < signature.min:
        times += f"; it says something from {signature.min} on"
    return Because(
        ref=signature.ref,
        name=signature.name,
        message=signature.message,
        hits=f"more than {times}" if sighting.more else times,
        links=links,
        lines=tuple(MatchedLine(_place(line), tuple(_segments(line))) for line in sighting.lines),
    )


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


def _fix(attempt: Attempt, labels: Labels) -> TriedFix:
    return TriedFix(plain(attempt.text), Badge(labels.outcome(attempt.outcome), attempt.outcome))
