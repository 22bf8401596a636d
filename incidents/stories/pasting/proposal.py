"""What is proposed: events, notes, and what was read one way of two."""

from datetime import datetime
from typing import Literal

from msgspec import Struct

from incidents.errors import Fault
from incidents.stories.fields import EventPhase, Moment

NoteReason = Literal["before", "date", "heading", "time_alone", "unreadable"]
NOTE_REASONS: dict[NoteReason, str] = {
    "before": "stands before the first time",
    "date": "names the day of the lines below",
    "heading": "is the heading of a table",
    "time_alone": "is a time with nothing beside it",
    "unreadable": "has a time that cannot be read",
}
MilestoneField = Literal["detected_at", "mitigated_at", "resolved_at"]


class ProposedEvent(Struct, frozen=True, kw_only=True):
    """`first` and `last` count the lines of the paste from 1. Secrets in `text` and `speaker` are masked.

    `is_program`: whether the speaker is a program, such as a bot or a unit of a system log.
    """

    at: Moment
    instant: datetime
    text: str
    first: int
    last: int
    speaker: str | None = None
    is_program: bool = False
    phase: EventPhase = "respond"
    phase_reason: str = ""


class PastedNote(Struct, frozen=True, kw_only=True):
    """Lines that are no event."""

    text: str
    first: int
    last: int
    reason: NoteReason

    @property
    def why(self) -> str:
        return NOTE_REASONS[self.reason]


class QuietGap(Struct, frozen=True, kw_only=True):
    """More time without an event than was asked about; `after` is the index of the event before."""

    after: int
    minutes: int


class Milestone(Struct, frozen=True, kw_only=True):
    """A time of the story that an event suggests; `event` is its index."""

    field: MilestoneField
    event: int
    reason: str


class ProposedTimeline(Struct, frozen=True, kw_only=True):
    """Events in the order of time, notes in the order of the lines.

    Each line that is not blank belongs to one event or to one note; of an export in JSON, several messages
    may share a line. `faults`: times that could not be read. `doubts`: read one way of two, and which.
    """

    events: tuple[ProposedEvent, ...] = ()
    notes: tuple[PastedNote, ...] = ()
    gaps: tuple[QuietGap, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Fault, ...] = ()
    named_zone: str | None = None
    """The time zone that the paste names, where it names one."""
