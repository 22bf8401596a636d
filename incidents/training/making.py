"""Makes a drill of a story that has at least a symptom, a factor and a fix."""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from incidents.stories import moments
from incidents.stories.document import Evidence, Fix, Story, Symptom, TimelineEvent
from incidents.training import debrief, hypotheses, spoilers
from incidents.training.drill import Alarm, Clue, Drill, Inject, Move, Resolution, Result, RuleOfDrill
from incidents.training.hypotheses import Mechanism
from incidents.training.spoilers import Spoilers

Names = Callable[[str, str], str]
"""The label of a term, by facet and slug."""
MOST_ALARMS = 2
MEANWHILE = frozenset({"start", "detect", "respond", "diagnose"})
"""Phases whose events are told while the cause is looked for."""
AT_ONCE = frozenset({"mitigation", "remediation", "workaround"})
"""Phases of fixes that somebody on call could try."""
RESULTS: dict[str, Result] = {
    "worked": "helped",
    "partial": "helped_partly",
    "failed": "changed_nothing",
    "reverted": "changed_nothing",
    "made_worse": "made_it_worse",
}


@dataclass(frozen=True)
class Around:
    """What is known of a story beyond its document."""

    candidates: Sequence[Mechanism]
    related: Collection[str]
    """References of the stories that a relation leads to or comes from."""
    rules: Sequence[RuleOfDrill]
    rule_words: Sequence[str]
    """Names and messages of all rules that are linked with it."""
    names: Names
    secret: bytes


def missing(story: Story) -> tuple[str, ...]:
    """What a story lacks to be a drill."""
    parts = {"a symptom": story.symptoms, "a factor": story.factors, "a fix": story.fixes}
    return tuple(name for name, some in parts.items() if not some)


def make(story: Story, around: Around) -> Drill:
    """`missing` has to be empty."""
    secrets = spoilers.of(story, around.rule_words)
    first = opening_symptoms(story, secrets)
    moves = tuple(_moves(story.fixes))
    return Drill(
        ref=story.ref,
        opening=tuple(alarm(one, secrets) for one in first),
        locker=tuple(_locker(story, first, secrets, around.names)),
        injects=tuple(_injects(story, secrets)),
        moves=tuple(Move(move.key, secrets.hidden(move.text), move.result) for move in moves),
        board=hypotheses.board(story, around.candidates, related=around.related, secret=around.secret),
        hints=tuple(secrets.hidden(hint) for hint in _hints(story, around.names, secrets)),
        resolution=Resolution(
            title=story.title,
            summary=story.summary or "",
            factors=tuple(factor.text for factor in story.factors),
            moves=moves,
            questions=tuple(debrief.questions(story)),
            rules=tuple(around.rules),
        ),
    )


def opening_symptoms(story: Story, secrets: Spoilers) -> tuple[Symptom, ...]:
    """What one would be told first: what is furthest from the cause, with words that are left to read."""

    def order(symptom: Symptom) -> tuple[bool, bool]:
        leads_on = any(anchor.startswith("s") for anchor in symptom.leads_to)
        return not secrets.leaves_legible(symptom.text), leads_on

    legible = sorted(story.symptoms, key=order)
    some = [one for one in legible if not order(one)[0] and not order(one)[1]]
    return tuple(some[:MOST_ALARMS] or legible[:1])


def alarm(symptom: Symptom, secrets: Spoilers) -> Alarm:
    return Alarm(secrets.hidden(symptom.text), secrets.hidden(symptom.observable or ""))


def _locker(story: Story, told: Collection[Symptom], secrets: Spoilers, names: Names) -> Iterator[Clue]:
    """Questions to ask, further symptoms, and evidence that was there before anybody knew the cause."""
    for check in story.checks:
        told_by = " ".join(filter(None, (check.look, check.answer)))
        if not check.changes and told_by and secrets.leaves_legible(told_by):
            command = secrets.hidden(check.command or "")
            yield Clue(check.id, secrets.hidden(check.question), secrets.hidden(told_by), command)
    for symptom in story.symptoms:
        if symptom not in told and secrets.leaves_legible(symptom.text):
            where = names("component", symptom.component) if symptom.component else "elsewhere"
            label = f"Another symptom: {names('symptom_kind', symptom.kind).lower()}, {where}"
            shown = alarm(symptom, secrets)
            yield Clue(symptom.id, secrets.hidden(label), shown.text, seen=shown.seen)
    for piece in story.evidence:
        if piece.body and piece.role not in {"bad", "fixed"}:
            yield _piece(piece, secrets, names)


def _piece(piece: Evidence, secrets: Spoilers, names: Names) -> Clue:
    kind = names("evidence_kind", piece.kind)
    label = f"{kind}: {piece.text}" if piece.text and secrets.leaves_legible(piece.text) else kind
    return Clue(piece.id, secrets.hidden(label), "", seen=secrets.hidden(piece.body or ""))


def _injects(story: Story, secrets: Spoilers) -> Iterator[Inject]:
    for event in story.timeline:
        if event.phase in MEANWHILE and secrets.leaves_legible(event.text):
            yield Inject(secrets.hidden(event.text), _when(event))


def _when(event: TimelineEvent) -> str:
    """The time of day, or the time since the start: the date would name the outage."""
    at = moments.plain(event.at or "")
    if moments.is_relative(at):
        return at
    return at.partition("T")[2].removesuffix("Z") if moments.has_clock(at) else ""


def _moves(fixes: Sequence[Fix]) -> Iterator[Move]:
    """What could be tried at once; where there is nothing of that kind, whatever the story has."""
    at_once = [fix for fix in fixes if fix.phase in AT_ONCE and fix.outcome != "planned"]
    for fix in at_once or fixes:
        yield Move(fix.id, fix.text, RESULTS.get(fix.outcome, "not_known"))


def _hints(story: Story, names: Names, secrets: Spoilers) -> Iterator[str]:
    """From what it is a matter of to what kind of failure it is; each in words that are left, if any."""
    factor = hypotheses.first_factor(story)
    area = next(iter((*factor.components, *story.components)), "").partition("/")[0]
    asked = next((check.question for check in story.checks if not check.changes), "")
    trigger = story.trigger.type if story.trigger else ""

    def told(*pairs: tuple[str, str]) -> str:
        possible = [f"{before} {text}" for before, text in pairs if text]
        return next((one for one in possible if not secrets.are_in(one)), possible[0])

    dimension = names("dimension", factor.dimension).lower()
    yield told(("It is a matter of", f"{dimension}."), ("Ask", "what changed before it began."))
    where = f"{names('component', area).lower()}." if area else ""
    yield told(("Look at this part of the system:", where), ("Ask:", asked), ("Ask", "who is not affected."))
    mode = f"{names('failure_mode', factor.failure_mode).lower()}."
    begun = f"{names('trigger', trigger).lower()}." if trigger not in {"", "none", "unknown"} else ""
    yield told(("The kind of failure:", mode), ("It was set off by this:", begun))
