"""Phases that words suggest: the first alarm, what was done against it, when it was over."""

import re
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from incidents.stories.fields import EventPhase
from incidents.stories.pasting.proposal import Milestone, MilestoneField, ProposedEvent

_LOOKED_AT = 1_000
_DETECT = re.compile(
    r"\b(?:FIRING|alert(?:ed|s)?|alarms?|paged|pager(?:duty)?|on-?call was called|noticed"
    r"|report(?:s|ed)|complain\w*|tickets?|5xx|is down|outage"
    r"|(?:errors?|error rate|latency) (?:is |are )?(?:up|high|rising|going up|spik\w+))\b",
    re.IGNORECASE,
)
_MITIGATE = re.compile(
    r"\b(?:roll(?:ed|ing|s)? ?back|rollback|rollout undo|revert(?:ed|ing)?|scaled?(?= |d)|scaling"
    r"|restart(?:ed|ing)|fail(?:ed|ing)? ?over (?:to|the)|failover|disabled?|switched off|turned off"
    r"|drain(?:ed|ing)|cordon(?:ed|ing)"
    r"|blocked|throttl(?:ed|ing)|hotfix(?:ed)?|workaround|mitigat(?:ed|ing|ion)|back to \d+)\b",
    re.IGNORECASE,
)
_MITIGATED = re.compile(r"\b(?:mitigated|stabili[sz]ed|stopped the bleeding|impact is over)\b", re.IGNORECASE)
_RESOLVE = re.compile(
    r"\b(?:resolved|recovered|all clear|back to normal"
    r"|(?:all|everything|is|are|works?) (?:ok|fine|healthy|green)? ?again|ok again|fixed"
    r"|incident (?:is )?(?:over|closed))\b",
    re.IGNORECASE,
)
_DIAGNOSE = re.compile(
    r"\b(?:root cause|causes?|caused by|because|looks like|turns out|suspect\w*|culprit|correction"
    r"|found (?:it|that|the)|kubectl (?:get|describe|logs|top)|why)\b",
    re.IGNORECASE,
)
_FOLLOW_UP = re.compile(
    r"\b(?:to-?do|action items?|post-?mortem|retro(?:spective)?|follow-?up"
    r"|we (?:should|must|need to) (?:add|write|have)|load test|merged (?:as|in) )",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"(?:\b(?:not|never|no|isn['’]t|aren['’]t|wasn['’]t|can(?:no|['’])t|couldn['’]t|won['’]t|un|if|when|until|before)"
    r"(?:[ ]\w{1,12}){0,2}[ ])$",
    re.IGNORECASE,
)


def suggested(events: Sequence[ProposedEvent]) -> list[ProposedEvent]:
    """The events with their phases and the reasons. They are in the order of time."""
    detected = next((index for index, one in enumerate(events) if _said(_DETECT, one)), None)
    resolved = _last_resolved(events, detected)
    return [
        replace(one, phase=phase, phase_reason=reason)
        for index, one in enumerate(events)
        for phase, reason in [_phase(index, one, detected, resolved)]
    ]


def milestones(events: Sequence[ProposedEvent]) -> Iterator[Milestone]:
    """Times of the story that the events suggest; the events have their phases."""
    detect = next((index for index, one in enumerate(events) if one.phase == "detect"), None)
    if detect is not None:
        yield _milestone("detected_at", events, detect)
    said = (
        i for i, one in enumerate(events) if one.phase in {"mitigate", "resolve"} and _said(_MITIGATED, one)
    )
    if (mitigated := next(said, None)) is not None:
        yield Milestone(
            field="mitigated_at", event=mitigated, reason=_quoted(_said(_MITIGATED, events[mitigated]))
        )
    resolves = [index for index, one in enumerate(events) if one.phase == "resolve"]
    if resolves and (mitigated is None or resolves[-1] >= mitigated):
        yield _milestone("resolved_at", events, resolves[-1])


def _milestone(field: MilestoneField, events: Sequence[ProposedEvent], index: int) -> Milestone:
    return Milestone(field=field, event=index, reason=events[index].phase_reason)


def _phase(
    index: int, one: ProposedEvent, detected: int | None, resolved: int | None
) -> tuple[EventPhase, str]:
    """Words first, then the place among the others."""
    if index == detected:
        return "detect", f"is the first that tells of it: {_quoted(_said(_DETECT, one))}"
    is_before = detected is not None and index < detected
    is_after = resolved is not None and index > resolved
    if is_before:
        return "lead_up", "is before the first word of a failure"
    worded: tuple[tuple[EventPhase, re.Pattern[str]], ...] = (
        ("follow_up", _FOLLOW_UP),
        ("resolve", _RESOLVE),
        ("mitigate", _MITIGATE),
        ("diagnose", _DIAGNOSE),
    )
    for phase, pattern in worded:
        is_possible = detected is not None or phase in {"follow_up", "diagnose"}
        if is_possible and not (is_after and phase == "mitigate") and (word := _said(pattern, one)):
            return phase, f"says {_quoted(word)}"
    if is_after:
        return "follow_up", "is after the last word that it is over"
    return "respond", "no word tells the phase" if detected is None else "is between alarm and end"


def _last_resolved(events: Sequence[ProposedEvent], detected: int | None) -> int | None:
    """The last event that says that it is over; None where nothing was detected."""
    if detected is None:
        return None
    behind = range(len(events) - 1, detected, -1)
    return next((i for i in behind if _said(_RESOLVE, events[i]) or _said(_MITIGATED, events[i])), None)


def _said(pattern: re.Pattern[str], one: ProposedEvent) -> str:
    """The first words of the pattern that are neither denied nor asked; empty where there are none."""
    text = one.text[:_LOOKED_AT].partition("\n")[0]
    for found in pattern.finditer(text):
        asked = text.find("?", found.end(), found.end() + 60)
        if asked < 0 and not _DENIED.search(text, max(0, found.start() - 40), found.start()):
            return found.group()
    return ""


def _quoted(words: str) -> str:
    return f"“{words}”"
