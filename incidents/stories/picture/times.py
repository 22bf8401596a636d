"""The picture of a timeline: a lane for each phase, and the events whose time of day is known, to scale."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import get_args

from incidents.stories import moments
from incidents.stories.document import Story, TimelineEvent
from incidents.stories.durations import FINE, clock_of
from incidents.stories.fields import EventPhase, Moment
from incidents.stories.moments import Clock

WIDTH = 1216
LANE_LABEL = 110
MARGIN = 16
RADIUS = 12
ROW = 32
TICK_LABEL = 100
AXIS = 36
"""Height of the axis and its labels below the lanes."""

FEWEST = 3
"""Two points in time are a duration, which is said in words."""
BREAK = 64
"""Width of the place at which the axis is broken."""
LONG_SHARE, LONG_RATIO = 0.25, 6
"""A gap breaks the axis if it takes this share of the time, and is so many times the median gap."""

PHASES: tuple[str, ...] = get_args(EventPhase)


@dataclass(frozen=True)
class Lane:
    phase: str
    label: str
    y: float
    height: float


@dataclass(frozen=True)
class Marker:
    """An event, drawn as a circle around `x`, `y`."""

    key: str
    phase: str
    at: str
    x: float
    y: float
    radius: float
    starred: bool


@dataclass(frozen=True)
class Tick:
    label: str
    x: float


@dataclass(frozen=True)
class AxisBreak:
    """The middle of a place where the axis leaves out `seconds`."""

    x: float
    seconds: float


@dataclass(frozen=True)
class Timeline:
    """The layout. `left_out`: number of events whose time is not known as exactly."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    markers: tuple[Marker, ...]
    ticks: tuple[Tick, ...]
    breaks: tuple[AxisBreak, ...]
    left_out: int


def timeline(story: Story) -> Timeline | None:
    """None where fewer than three points in time are known to the minute: the list says as much."""
    timed = _timed(story)
    instants = sorted(set(timed.values()))
    if len(instants) < FEWEST:
        return None
    places = _places(instants)
    events = [event for event in story.timeline if event.id in timed]
    xs = {event.id: places[timed[event.id]] for event in events}
    rows = _rows(events, xs)
    lanes = tuple(_lanes(events, rows))
    return Timeline(
        width=WIDTH,
        height=sum(lane.height for lane in lanes) + 2 * MARGIN + AXIS,
        lanes=lanes,
        markers=tuple(_markers(events, xs, rows, {lane.phase: lane.y for lane in lanes})),
        ticks=tuple(_ticks(events, xs)),
        breaks=tuple(_breaks(instants, places)),
        left_out=len(story.timeline) - len(events),
    )


def _timed(story: Story) -> dict[str, float]:
    """Seconds by anchor, of the events known to the minute; where only some have an offset, of the more."""
    clock = clock_of(story)
    groups: dict[str, dict[str, float]] = defaultdict(dict)
    for event in story.timeline:
        if event.at and moments.is_real(event.at, clock) and moments.precision(event.at) in FINE:
            groups[_measured_from(event.at, clock)][event.id] = clock.span(event.at).first.timestamp()
    return max(groups.values(), key=len, default={})


def _measured_from(at: Moment, clock: Clock) -> str:
    """What two moments have to share to be compared to the minute."""
    if moments.is_relative(at):
        if not clock.start or moments.precision(clock.start) not in FINE:
            return "a start that is not known to the minute"
        at = clock.start
    return "UTC" if clock.zone or moments.has_offset(at) else "an unknown zone"


def _long(instants: Sequence[float]) -> set[float]:
    """The beginnings of the gaps that would press everything else together."""
    gaps = {one: other - one for one, other in pairwise(instants)}
    usual, whole = median(gaps.values()), instants[-1] - instants[0]
    found = {one for one, gap in gaps.items() if gap > LONG_SHARE * whole and gap > LONG_RATIO * usual}
    return found if len(found) < len(gaps) else set()


def _places(instants: Sequence[float]) -> dict[float, float]:
    """The position of each instant on the axis."""
    long = _long(instants)
    short = sum(other - one for one, other in pairwise(instants) if one not in long)
    left = float(LANE_LABEL + MARGIN + RADIUS)
    scale = (WIDTH - left - MARGIN - RADIUS - BREAK * len(long)) / short
    places = {instants[0]: left}
    for one, other in pairwise(instants):
        places[other] = places[one] + (BREAK if one in long else (other - one) * scale)
    return places


def _breaks(instants: Sequence[float], places: Mapping[float, float]) -> Iterator[AxisBreak]:
    long = _long(instants)
    for one, other in pairwise(instants):
        if one in long:
            yield AxisBreak((places[one] + places[other]) / 2, other - one)


def _rows(events: Sequence[TimelineEvent], xs: Mapping[str, float]) -> dict[str, int]:
    """The row of each event in its lane; markers that would overlap get different rows."""
    ends: dict[str, list[float]] = defaultdict(list)
    rows: dict[str, int] = {}
    for event in sorted(events, key=lambda event: xs[event.id]):
        lane = ends[event.phase]
        free = (row for row, end in enumerate(lane) if xs[event.id] - end >= 2 * RADIUS + 4)
        row = next(free, len(lane))
        lane[row : row + 1] = [xs[event.id]]
        rows[event.id] = row
    return rows


def _lanes(events: Sequence[TimelineEvent], rows: Mapping[str, int]) -> Iterator[Lane]:
    y: float = MARGIN
    for phase in PHASES:
        highest = max((rows[event.id] for event in events if event.phase == phase), default=-1)
        if highest >= 0:
            height = ROW * (highest + 1)
            yield Lane(phase, phase.replace("_", " "), y, height)
            y += height


def _markers(
    events: Sequence[TimelineEvent],
    xs: Mapping[str, float],
    rows: Mapping[str, int],
    tops: Mapping[str, float],
) -> Iterator[Marker]:
    for event in events:
        y = tops[event.phase] + ROW * (rows[event.id] + 0.5)
        yield Marker(event.id, event.phase, event.at or "", xs[event.id], y, RADIUS, event.starred)


def _ticks(events: Sequence[TimelineEvent], xs: Mapping[str, float]) -> Iterator[Tick]:
    """The ticks of the axis, as many as fit without overlap."""
    free = float("-inf")
    for event in sorted(events, key=lambda event: xs[event.id]):
        x = min(xs[event.id], WIDTH - TICK_LABEL / 2)
        if x >= free:
            yield Tick(event.at or "", x)
            free = x + TICK_LABEL
