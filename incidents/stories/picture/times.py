"""The timeline of a story: a lane for each phase, events to scale where their times can be compared."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from incidents.stories import moments, rendering
from incidents.stories.document import EventPhase, Moment, Story, TimelineEvent

WIDTH = 960
LANE_LABEL = 110
MARGIN = 16
RADIUS = 12
ROW = 32
TICK_LABEL = 130
CLOCK = 70
"""What the time of a day takes beside its date."""
AXIS = 36
"""Room below the lanes for the axis and the times on it."""

PHASES: tuple[str, ...] = get_args(EventPhase)


@dataclass(frozen=True)
class Lane:
    phase: str
    label: str
    y: float
    height: float


@dataclass(frozen=True)
class Marker:
    """An event, a circle around `x`, `y`. `at` is empty where only its place in the order is known."""

    key: str
    phase: str
    label: str
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
class Timeline:
    """Not `to_scale`, the places say nothing but the order, and there are no ticks."""

    width: float
    height: float
    lanes: tuple[Lane, ...]
    markers: tuple[Marker, ...]
    ticks: tuple[Tick, ...]
    to_scale: bool


def timeline(story: Story) -> Timeline:
    timed = _comparable(story.timeline)
    places = _to_scale(story.timeline, timed) if timed else _evenly(len(story.timeline))
    rows = _rows(story.timeline, places)
    lanes = tuple(_lanes(story.timeline, rows))
    tops = {lane.phase: lane.y for lane in lanes}
    markers = tuple(
        Marker(
            key=event.id or str(index + 1),
            phase=event.phase,
            label=rendering.plain(event.text),
            at=event.at or "",
            x=places[index],
            y=tops[event.phase] + ROW * (rows[index] + 0.5),
            radius=RADIUS,
            starred=event.starred,
        )
        for index, event in enumerate(story.timeline)
    )
    ticks = tuple(_ticks(story.timeline, timed, places))
    height = sum(lane.height for lane in lanes) + 2 * MARGIN + (AXIS if ticks else 0)
    return Timeline(WIDTH, height, lanes, markers, ticks, to_scale=bool(timed))


def _comparable(events: Sequence[TimelineEvent]) -> list[int]:
    """The places in the list of the largest group of times known alike; none where they span no time."""
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.at and moments.is_real(event.at):
            groups[_likeness(event.at)].append(index)
    largest = max(groups.values(), key=len, default=[])
    instants = {moments.instant(events[index].at or "") for index in largest}
    return largest if len(instants) > 1 else []


def _likeness(at: Moment) -> tuple[str, bool]:
    """A day says nothing about an hour, nor a clock without offset about one with it."""
    precision = moments.precision(at)
    return ("time", moments.has_offset(at)) if precision in {"minute", "second"} else (precision, False)


def _evenly(count: int) -> list[float]:
    step = _room() / max(count - 1, 1)
    return [_left() + index * step for index in range(count)]


def _to_scale(events: Sequence[TimelineEvent], timed: Sequence[int]) -> list[float]:
    """Events without a comparable time stand evenly between the timed ones around them."""
    instants = {index: moments.instant(events[index].at or "").timestamp() for index in timed}
    first, span = min(instants.values()), max(instants.values()) - min(instants.values())
    known = {index: _left() + (instants[index] - first) / span * _room() for index in timed}
    return [known[index] if index in known else _between(index, known) for index in range(len(events))]


def _between(index: int, known: dict[int, float]) -> float:
    before = max((other for other in known if other < index), default=-1)
    after = min((other for other in known if other > index), default=-1)
    if before < 0:
        return known[after]
    if after < 0:
        return known[before]
    return known[before] + (known[after] - known[before]) * (index - before) / (after - before)


def _left() -> float:
    return LANE_LABEL + MARGIN + RADIUS


def _room() -> float:
    return WIDTH - _left() - MARGIN - RADIUS


def _rows(events: Sequence[TimelineEvent], places: Sequence[float]) -> list[int]:
    """The row of each event in its lane: markers that would touch stand below each other."""
    ends: dict[str, list[float]] = defaultdict(list)
    rows = [0] * len(events)
    for index in sorted(range(len(events)), key=lambda index: (places[index], index)):
        lane = ends[events[index].phase]
        free = (row for row, end in enumerate(lane) if places[index] - end >= 2 * RADIUS + 4)
        row = next(free, len(lane))
        lane[row : row + 1] = [places[index]]
        rows[index] = row
    return rows


def _lanes(events: Sequence[TimelineEvent], rows: Sequence[int]) -> Iterator[Lane]:
    y: float = MARGIN
    for phase in PHASES:
        highest = max(
            (row for event, row in zip(events, rows, strict=True) if event.phase == phase), default=-1
        )
        if highest >= 0:
            height = ROW * (highest + 1)
            yield Lane(phase, phase.replace("_", " "), y, height)
            y += height


def _ticks(events: Sequence[TimelineEvent], timed: Sequence[int], places: Sequence[float]) -> Iterator[Tick]:
    """The times on the axis, as many as can be read, each in the middle of its room."""
    free = float("-inf")
    for index in sorted(timed, key=lambda index: places[index]):
        at = events[index].at or ""
        room = TICK_LABEL + (CLOCK if len(at) > moments.DAY else 0)
        x = min(places[index], WIDTH - room / 2)
        if x >= free:
            yield Tick(at, x)
            free = x + room
