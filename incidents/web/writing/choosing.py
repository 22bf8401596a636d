"""A proposed timeline as a form: ticks, phases, roles of speakers, and what the author chose."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from django.http import QueryDict

from incidents.errors import Fault
from incidents.stories.drafting import Content, TimelineChoice
from incidents.stories.fields import EventPhase
from incidents.stories.pasting import Milestone, PastedNote, ProposedEvent, ProposedTimeline
from incidents.web.parts.labels import spoken

MOST_SHOWN = 1_000
"""Events on one page."""
MOST_SPEAKERS = 40
PHASES: tuple[EventPhase, ...] = get_args(EventPhase)


@dataclass(frozen=True)
class ShownEvent:
    """`gap`: minutes of silence behind it, 0 where there is no gap to point at."""

    index: int
    event: ProposedEvent
    is_ticked: bool
    phase: str
    gap: int

    @property
    def options(self) -> list[tuple[str, str]]:
        return [(phase, spoken(phase)) for phase in PHASES]


@dataclass(frozen=True)
class ShownMilestone:
    """`typed`: what the draft says already."""

    milestone: Milestone
    at: str
    is_ticked: bool
    typed: str

    @property
    def label(self) -> str:
        return spoken(self.milestone.field.removesuffix("_at"))


@dataclass(frozen=True)
class ShownSpeaker:
    number: int
    name: str
    role: str


@dataclass(frozen=True)
class ShownProposal:
    """`hidden`: how many events are not on this page; `last_line`: of the last event that is."""

    of: str
    zone: str
    total: int
    events: tuple[ShownEvent, ...]
    milestones: tuple[ShownMilestone, ...]
    speakers: tuple[ShownSpeaker, ...]
    notes: tuple[PastedNote, ...]
    keeps_notes: bool
    faults: tuple[Fault, ...]
    doubts: tuple[Fault, ...]
    hidden: int
    last_line: int

    @property
    def doubtful(self) -> int:
        """How many lines are worth a look."""
        return len(self.faults) + len(self.doubts)


def shown(
    proposal: ProposedTimeline,
    post: QueryDict | None,
    *,
    of: str,
    zone: str,
    from_line: int,
    content: Content,
) -> ShownProposal:
    """`post`: an earlier choice of the same proposal; `content`: of the draft that it would go into."""
    gaps = {gap.after: gap.minutes for gap in proposal.gaps}
    ticked = set(post.getlist("event")) if post else _first_ticks(proposal)
    begun = [(i, one) for i, one in enumerate(proposal.events) if one.first >= from_line]
    first_lines = sorted(begun, key=lambda numbered: numbered[1].first)[:MOST_SHOWN]
    events = tuple(
        ShownEvent(
            index,
            one,
            str(index) in ticked,
            post.get(f"phase.{index}", one.phase) if post else one.phase,
            gaps.get(index, 0),
        )
        for index, one in sorted(first_lines, key=lambda numbered: numbered[0])
    )
    names = _people(proposal)
    return ShownProposal(
        of=of,
        zone=zone,
        total=len(proposal.events),
        events=events,
        milestones=tuple(_milestone(one, proposal, post, content) for one in proposal.milestones),
        speakers=tuple(
            ShownSpeaker(number, name, post.get(f"role.{number}", "") if post else "")
            for number, name in enumerate(names)
        ),
        notes=proposal.notes,
        keeps_notes="notes" in post if post else False,
        faults=proposal.faults,
        doubts=proposal.doubts,
        hidden=len(proposal.events) - len(events),
        last_line=max((one.event.last for one in events), default=0),
    )


def choice(proposal: ProposedTimeline, post: QueryDict, *, zone: str) -> TimelineChoice:
    """What was ticked. Whatever names no event or phase is left out."""
    ticked = set(post.getlist("event"))
    events: Mapping[int, str] = {
        index: phase if (phase := post.get(f"phase.{index}", "")) in PHASES else one.phase
        for index, one in enumerate(proposal.events)
        if str(index) in ticked
    }
    names = _people(proposal)
    roles = {name: post.get(f"role.{number}", "").strip() for number, name in enumerate(names)}
    return TimelineChoice(
        events=events,
        roles={name: role for name, role in roles.items() if role},
        milestones=post.getlist("milestone"),
        notes="notes" in post,
        zone=zone,
    )


def _first_ticks(proposal: ProposedTimeline) -> set[str]:
    """Events whose words tell a phase; all of them where no word does."""
    told = {str(i) for i, one in enumerate(proposal.events) if one.phase != "respond"}
    return told or {str(index) for index in range(len(proposal.events))}


def _people(proposal: ProposedTimeline) -> list[str]:
    names = (one.speaker for one in proposal.events if one.speaker and not one.is_program)
    return list(dict.fromkeys(names))[:MOST_SPEAKERS]


def _milestone(
    one: Milestone, proposal: ProposedTimeline, post: QueryDict | None, content: Content
) -> ShownMilestone:
    typed = str(content.get(one.field) or "")
    is_ticked = one.field in post.getlist("milestone") if post else not typed
    return ShownMilestone(one, proposal.events[one.event].at, is_ticked, typed)
