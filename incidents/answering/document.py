"""An answer as JSON, alike over the API and on the command line; OpenAPI describes it by these structs."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from incidents.answering.answer import Answer, CloseStories, SeenGroup, SeenStory
from incidents.answering.hints import Kind
from incidents.rules.match.ranking import NextCheck, Reason
from incidents.rules.record import Relation

Url = Annotated[str, Meta(description="absolute URL")]
GroupConfidence = Annotated[
    Literal["certain", "typical", "word"],
    Meta(description="a line that only this failure writes, one that is typical of it, or only a word"),
]


class AnswerPart(Struct, frozen=True, kw_only=True):
    """Encoded whole: a client sees every field that exists."""


class CheckToRun(AnswerPart, frozen=True, kw_only=True):
    """`command` only reads; null where there is none."""

    text: str
    command: str | None


class FoundLine(AnswerPart, frozen=True, kw_only=True):
    """A line with secrets masked. `marks`: start and end of what matched, in characters."""

    number: int
    text: str
    marks: tuple[tuple[int, int], ...]


class FoundLink(AnswerPart, frozen=True, kw_only=True):
    """What a signature has to do with a story, or with the part of it that `target` names."""

    relation: Relation
    target: str | None


class FoundReason(AnswerPart, frozen=True, kw_only=True):
    """A signature that lines have. `more`: whether there may be more hits than were counted."""

    rule: Annotated[str, Meta(description="such as S-6; the part of a story, such as KF-16#s2, of a literal")]
    name: str
    message: str
    hits: Annotated[int, Meta(description="lines")]
    more: bool
    links: tuple[FoundLink, ...]
    lines: tuple[FoundLine, ...]


class TriedFix(AnswerPart, frozen=True, kw_only=True):
    text: str
    outcome: str
    phase: str


class ContradictingCheck(AnswerPart, frozen=True, kw_only=True):
    """A check of another tool that causes this again if obeyed."""

    tool: str
    check: str
    note: str | None


class SeenBefore(AnswerPart, frozen=True, kw_only=True):
    """`fixes`: those that helped come first, those with an unknown outcome last."""

    ref: str
    title: str
    url: Url
    summary: str
    confidence: GroupConfidence
    score: Annotated[float, Meta(description="only for the order of the stories of one answer")]
    names: Annotated[tuple[str, ...], Meta(description="what the text names and the story is about")]
    answer: Annotated[str | None, Meta(description="to the question of its group, if this is the story")]
    why: tuple[FoundReason, ...]
    next_checks: tuple[str, ...]
    fixes: tuple[TriedFix, ...]
    takeaways: tuple[str, ...]
    contradicting: tuple[ContradictingCheck, ...]


class FoundGroup(AnswerPart, frozen=True, kw_only=True):
    """The same lines, by the references of their signatures, with the stories that they point to."""

    confidence: GroupConfidence
    question: Annotated[str | None, Meta(description="what tells the stories apart")]
    next_checks: tuple[CheckToRun, ...]
    rules: tuple[str, ...]
    stories: tuple[str, ...]


class TooFewHits(AnswerPart, frozen=True, kw_only=True):
    """A signature with too few hits to count."""

    rule: str
    hits: int
    needed: int


class ClosestStory(AnswerPart, frozen=True, kw_only=True):
    ref: str
    title: str
    url: Url
    excerpt: str


class ClosestByWords(AnswerPart, frozen=True, kw_only=True):
    """A guess. `corrected`: what was read in the place of a misspelt word."""

    ready: Annotated[bool, Meta(description="false while the index of words is being built")]
    stories: tuple[ClosestStory, ...]
    used: Annotated[tuple[str, ...], Meta(description="words that it went by")]
    unknown: Annotated[tuple[str, ...], Meta(description="words that no story has")]
    corrected: dict[str, str]


class FoundDocument(AnswerPart, frozen=True, kw_only=True):
    """`named`: the story or rule whose reference or name was asked for; null for anything else."""

    named: Url | None
    kind: Kind
    lines: int
    healthy: Annotated[bool, Meta(description="whether no pasted line tells of a failure")]
    groups: tuple[FoundGroup, ...]
    stories: Annotated[tuple[SeenBefore, ...], Meta(description="seen before, the likeliest first")]
    too_few: tuple[TooFewHits, ...]
    over: Annotated[tuple[str, ...], Meta(description="signatures after which a line says that it is over")]
    closest: ClosestByWords
    paste_next: tuple[CheckToRun, ...]


def write(found: Answer, *, address: str) -> str:
    whole = msgspec.json.encode(document(found, address=address))
    return f"{msgspec.json.format(whole, indent=2).decode()}\n"


def document(found: Answer, *, address: str, named: str | None = None) -> FoundDocument:
    """`address`: where stories can be read, such as `https://soundings.example.org`."""
    return FoundDocument(
        named=named,
        kind=found.pasted.kind,
        lines=found.lines,
        healthy=found.is_healthy,
        groups=tuple(map(_group, found.groups)),
        stories=tuple(_story(one, address) for one in found.stories),
        too_few=tuple(
            TooFewHits(rule=one.signature.ref, hits=one.hits, needed=one.signature.min)
            for one in found.too_few
        ),
        over=tuple(one.signature.ref for one in found.over),
        closest=_closest(found.closest, address),
        paste_next=_checks(found.paste_next),
    )


def _checks(checks: tuple[NextCheck, ...]) -> tuple[CheckToRun, ...]:
    return tuple(CheckToRun(text=one.text, command=one.command) for one in checks)


def _group(seen: SeenGroup) -> FoundGroup:
    return FoundGroup(
        confidence=seen.group.confidence,
        question=seen.question,
        next_checks=_checks(seen.checks),
        rules=tuple(one.signature.ref for one in seen.recognitions),
        stories=tuple(match.story.ref for match in seen.group.stories),
    )


def _story(seen: SeenStory, address: str) -> SeenBefore:
    match = seen.match
    return SeenBefore(
        ref=seen.ref,
        title=seen.title,
        url=f"{address}/{seen.ref}",
        summary=match.story.summary,
        confidence=match.confidence,
        score=round(match.score, 2),
        names=match.named,
        answer=match.answer,
        why=tuple(map(_reason, match.reasons)),
        next_checks=tuple(dict.fromkeys(check.text for check in match.next_checks)),
        fixes=tuple(
            TriedFix(text=fix.text, outcome=fix.outcome, phase=fix.phase)
            for fix in (*seen.tried, *seen.unclear)
        ),
        takeaways=match.story.takeaways,
        contradicting=tuple(
            ContradictingCheck(tool=one.tool, check=one.check, note=one.note) for one in match.contradicting
        ),
    )


def _reason(reason: Reason) -> FoundReason:
    recognition = reason.recognition
    return FoundReason(
        rule=recognition.signature.ref,
        name=recognition.signature.name,
        message=recognition.signature.message,
        hits=recognition.hits,
        more=recognition.more,
        links=tuple(FoundLink(relation=link.relation, target=link.target) for link in reason.links),
        lines=tuple(
            FoundLine(number=line.number, text=line.text, marks=line.marks) for line in recognition.lines
        ),
    )


def _closest(found: CloseStories, address: str) -> ClosestByWords:
    return ClosestByWords(
        stories=tuple(
            ClosestStory(
                ref=one.ref,
                title=one.title,
                url=f"{address}/{one.ref}",
                excerpt="".join(piece.text for piece in one.excerpt),
            )
            for one in found.stories
        ),
        used=found.used,
        unknown=found.unknown,
        corrected=dict(found.corrected),
        ready=found.is_ready,
    )
