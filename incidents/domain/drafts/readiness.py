"""What a story still lacks before it is published: what prevents it, and what would make it better."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import msgspec
from django.utils.text import capfirst

from incidents.domain import approvals
from incidents.models import ActionItem, Comment, Incident, ReviewRequest
from incidents.stories import blame, checks, reading
from incidents.stories.document import Story
from incidents.stories.drafting import SECTIONS

Place = Literal["editor", "review", "comments", "actions", "first action"]
MOST_NAMED = 5
"""Lines of one check."""
ALWAYS = frozenset({"head", "symptoms", "timeline", "factors", "fixes", "takeaways"})
"""Sections that are listed even where nothing is missing."""
TITLES = {section.anchor: section.title for section in SECTIONS}
ELSEWHERE = {"no_fix_known": "fixes"}
"""Sections of fields that are not called like their section; all others are in the first one."""


@dataclass(frozen=True)
class ReadinessCheck:
    """Sentences that say what is missing; `place` is where it is mended, `section` that of the editor."""

    title: str
    place: Place
    section: str = ""
    blocking: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()

    @property
    def is_met(self) -> bool:
        return not self.blocking and not self.advice


def readiness(incident: Incident) -> tuple[ReadinessCheck, ...]:
    """Of the current revision, in the order of the editor. Five queries, whatever the story holds."""
    story = reading.trusted(incident.current_revision.document)
    return (
        *_sections(story),
        _blame(story),
        _actions(incident),
        _approvals(incident),
        _requests(incident),
        _comments(incident),
    )


def _sections(story: Story) -> Iterator[ReadinessCheck]:
    blocking, advice = defaultdict(list), defaultdict(list)
    for fault in checks.faults(msgspec.structs.replace(story, status="published")):
        blocking[_section(fault.pointer)].append(_sentence(fault.message))
    for one in checks.advice(story):
        advice[_section(one.pointer)].append(_sentence(one.message))
    if not story.timeline:
        advice["timeline"].append("No event is told, so nobody can see how it went on.")
    for section, title in TITLES.items():
        if section in ALWAYS or section in blocking or section in advice:
            yield ReadinessCheck(
                title, "editor", section, tuple(blocking[section]), tuple(_first(advice[section]))
            )


def _section(pointer: str) -> str:
    name = pointer.split("/")[1]
    section = ELSEWHERE.get(name, name)
    return section if section in TITLES else "head"


def _blame(story: Story) -> ReadinessCheck:
    found = blame.check_story(story)
    section = _section(found[0].pointer) if found else ""
    lines = [f"{TITLES[_section(one.pointer)]}: “{one.quote}”. {one.why}" for one in found]
    return ReadinessCheck("Blame and shallow causes", "editor", section, advice=tuple(_first(lines)))


def _actions(incident: Incident) -> ReadinessCheck:
    planned = ActionItem.objects.filter(incident=incident).soonest_first()
    rows = list(planned.values_list("title", "owner", "due", "state"))
    lines = []
    for title, owner, due, state in rows:
        lacking = [word for word, value in (("owner", owner), ("due date", due)) if not value]
        if lacking and state in {"open", "in_progress"}:
            lines.append(f"“{title}” has no {' and no '.join(lacking)}.")
    if not rows:
        none = "No action is planned. If something follows from this, say what, who does it and by when."
        return ReadinessCheck("Planned actions", "first action", advice=(none,))
    return ReadinessCheck("Planned actions", "actions", advice=tuple(_first(lines)))


def _approvals(incident: Incident) -> ReadinessCheck:
    found = approvals.of(incident)
    lines = []
    if found.given < found.wanted:
        counted = f"{found.given} of {found.wanted} approvals that are wanted"
        lines.append(f"Revision {incident.revision_number} has {counted}.")
    if found.objections:
        lines.append(f"A reviewer asks for changes of revision {incident.revision_number}.")
    said = tuple(lines)
    if found.wanted:
        return ReadinessCheck("Approvals", "review", blocking=said)
    return ReadinessCheck("What reviewers say", "review", advice=said)


def _requests(incident: Incident) -> ReadinessCheck:
    asked = ReviewRequest.objects.open().filter(incident=incident).select_related("person").oldest_first()
    lines = [f"{one.person} is asked and has not answered yet." for one in asked]
    return ReadinessCheck("Requests for review", "review", advice=tuple(_first(lines)))


def _comments(incident: Incident) -> ReadinessCheck:
    number = Comment.objects.threads().filter(incident=incident, resolved_at=None).count()
    threads = "One thread is" if number == 1 else f"{number} threads are"
    return ReadinessCheck("Comments", "comments", advice=(f"{threads} not resolved.",) if number else ())


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - MOST_NAMED
    return lines if more <= 0 else [*lines[:MOST_NAMED], f"And {more} more."]


def _sentence(message: str) -> str:
    return f"{capfirst(message)}{'' if message.endswith(('?', '.')) else '.'}"
