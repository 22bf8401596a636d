"""The timeline of a story: a lane for each phase, with events to scale if their times are comparable."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from incidents.stories import moments, rendering
from incidents.stories.document import Story, TimelineEvent
from incidents.stories.fields import EventPhase, Moment

WIDTH = 960
LANE_LABEL = 110
MARGIN = 16
RADIUS = 12
ROW = 32
TICK_LABEL = 130
CLOCK = 70
"""Additional width of a tick label with a time of day."""
AXIS = 36
"""Height of the axis and its labels below the lanes."""

PHASES: tuple[str, ...] = get_args(EventPhase)


@dataclass(frozen=True)
class Lane:
    phase: str
    label: str
    y: float
    height: float


@dataclass(frozen=True)
class Marker:
    """An event, drawn as a circle around `x`, `y`. `at` is empty if only the order is known."""

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
    """The layout. If not `to_scale`, positions show only the order, and there are no ticks."""

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
    """The indexes of the largest group of comparable times; empty if they span no time."""
    groups: dict[tuple[str, bool], list[int]] = defaultdict(list)
    for index, event in enumerate(events):
        if event.at and not moments.is_relative(event.at) and moments.is_real(event.at):
            groups[_comparability(event.at)].append(index)
    largest = max(groups.values(), key=len, default=[])
    instants = {moments.instant(events[index].at or "") for index in largest}
    return largest if len(instants) > 1 else []


def _comparability(at: Moment) -> tuple[str, bool]:
    """The group of comparable times: same precision, and both with or both without an offset."""
    precision = moments.precision(at)
    return ("time", moments.has_offset(at)) if precision in {"minute", "second"} else (precision, False)


def _evenly(count: int) -> list[float]:
    step = _room() / max(count - 1, 1)
    return [_left() + index * step for index in range(count)]


def _to_scale(events: Sequence[TimelineEvent], timed: Sequence[int]) -> list[float]:
    """The positions of events; those without a comparable time are spread evenly between their neighbours."""
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
    """The row of each event in its lane; markers that would overlap get different rows."""
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
    """The ticks of the axis, as many as fit without overlap."""
    free = float("-inf")
    for index in sorted(timed, key=lambda index: places[index]):
        at = events[index].at or ""
        room = TICK_LABEL + (CLOCK if len(at) > moments.DAY else 0)
        x = min(places[index], WIDTH - room / 2)
        if x >= free:
            yield Tick(at, x)
            free = x + room
