"""Times that one story tells and another one does not, as the other one would have to say them."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.stories import moments
from incidents.stories.document import Story
from incidents.stories.fields import Moment


@dataclass(frozen=True)
class OfferedTime:
    key: str
    at: Moment
    obstacle: str = ""
    """Why it would mean something else in the other story."""


def missing(merged: Story, *, to: Story) -> tuple[OfferedTime, ...]:
    there = dict(_times(to))
    return tuple(_offered(key, at, merged, to) for key, at in _times(merged) if at and not there[key])


def _times(story: Story) -> Iterator[tuple[str, Moment | None]]:
    yield "occurred/start", story.occurred.start
    yield "occurred/end", story.occurred.end
    yield "detected_at", story.detected_at
    yield "mitigated_at", story.mitigated_at
    yield "resolved_at", story.resolved_at


def _offered(key: str, at: Moment, merged: Story, to: Story) -> OfferedTime:
    if moments.is_relative(at):
        return OfferedTime(key, at, "" if _have_one_start(merged, to) else "it counts from another start")
    if not moments.has_clock(at) or moments.has_offset(at) or merged.time_zone == to.time_zone:
        return OfferedTime(key, at)
    if merged.time_zone is None:
        return OfferedTime(key, at, f"its clock is unknown, and would be read as one of {to.time_zone}")
    return OfferedTime(key, _with_offset(at, merged.time_zone))


def _have_one_start(merged: Story, to: Story) -> bool:
    """Whether both begin at the same moment, or the survivor could take over the start."""
    start = merged.occurred.start
    if start is None:
        return False
    offered = _offered("occurred/start", start, merged, to)
    return not offered.obstacle and to.occurred.start in (None, offered.at)


def _with_offset(at: Moment, zone: str) -> Moment:
    offset = moments.instant(at, zone=zone).isoformat()[-len("+00:00") :]
    return moments.plain(at) + offset + (moments.ABOUT if moments.is_about(at) else "")
