"""A graph drawn from left to right: a column of boxes for each layer, and lines between the columns."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from incidents.stories.picture.layers import Layers, Link, Place
from incidents.stories.picture.shapes import BoxText, Drawing, Edge, Node, number

WIDTH = 1216
MARGIN = 2
GAP = 16
PASSAGE = 10
"""Height that is kept free for a line that passes a column."""
GUTTER = 44
WIDEST_GUTTER = 120
WIDEST = 420
ROUNDS = 6


@dataclass(frozen=True)
class _Column:
    x: float
    width: float

    @property
    def right(self) -> float:
        return self.x + self.width


def across(layers: Layers, boxes: Mapping[str, BoxText], label: Callable[[Link], str]) -> Drawing:
    """The drawing. `label`: what a line says."""
    columns = _columns(layers, boxes)
    heights = {
        place: boxes[place].height(column.width) if isinstance(place, str) else PASSAGE
        for row, column in zip(layers.rows, columns, strict=True)
        for place in row
    }
    middles = _middles(layers, heights)
    nodes = {
        place: boxes[place].at(column.x, middles[place] - heights[place] / 2, column.width)
        for row, column in zip(layers.rows, columns, strict=True)
        for place in row
        if isinstance(place, str)
    }
    return Drawing(
        width=round(columns[-1].right) + MARGIN if columns else 0,
        height=round(max((middles[place] + heights[place] / 2 for place in middles), default=0)) + MARGIN,
        nodes=tuple(nodes.values()),
        edges=tuple(_edges(layers, columns, nodes, middles, label)),
    )


def _columns(layers: Layers, boxes: Mapping[str, BoxText]) -> list[_Column]:
    """Columns that fill the width, each wide enough for its longest word and no wider than its texts."""
    shown = [[boxes[place] for place in row if isinstance(place, str)] for row in layers.rows]
    least = [max(box.least_width() for box in some) for some in shown]
    most = [min(max(box.most_width() for box in some), WIDEST) for some in shown]
    room = WIDTH - 2 * MARGIN - GUTTER * (len(shown) - 1)
    widths = _filled(least, most, room)
    spare = max(room - sum(widths), 0) / max(len(widths) - 1, 1)
    gutter = min(GUTTER + spare, WIDEST_GUTTER)
    x, columns = float(MARGIN), []
    for width in widths:
        columns.append(_Column(x, width))
        x += width + gutter
    return columns


def _filled(least: Sequence[float], most: Sequence[float], room: float) -> list[float]:
    """Widths that together take the room, as equal as the bounds of each allow."""
    fixed: dict[int, float] = {}
    while len(fixed) < len(least):
        share = (room - sum(fixed.values())) / (len(least) - len(fixed))
        free = [i for i in range(len(least)) if i not in fixed]
        bound = {i: least[i] for i in free if least[i] > share} or {
            i: most[i] for i in free if most[i] < share
        }
        fixed |= bound or dict.fromkeys(free, share)
    return [fixed[i] for i in range(len(least))]


def _middles(layers: Layers, heights: Mapping[Place, float]) -> dict[Place, float]:
    """The middle of each place: as close to those of its neighbours as the others of its layer let it."""
    neighbours = layers.neighbours()
    middles: dict[Place, float] = {}
    for row in layers.rows:
        middles |= _apart(row, dict.fromkeys(row, 0.0), heights)
    for step in range(ROUNDS):
        side = -1 if step % 2 == 0 else 1
        for row in layers.rows if side < 0 else reversed(layers.rows):
            wanted = {}
            for place in row:
                near = [middles[other] for way, other in neighbours[place] if way == side]
                wanted[place] = sum(near) / len(near) if near else middles[place]
            middles |= _apart(row, wanted, heights)
    top = min((middles[place] - heights[place] / 2 for place in middles), default=0) - MARGIN
    return {place: middle - top for place, middle in middles.items()}


def _apart(
    row: Sequence[Place], wanted: Mapping[Place, float], heights: Mapping[Place, float]
) -> dict[Place, float]:
    """The middles that are closest to the wanted ones, in order and with a gap between."""
    offsets = [0.0]
    for before, place in pairwise(row):
        offsets.append(offsets[-1] + (heights[before] + heights[place]) / 2 + GAP)
    groups: list[tuple[float, int]] = []
    for place, offset in zip(row, offsets, strict=True):
        mean, count = wanted[place] - offset, 1
        while groups and groups[-1][0] > mean:
            before_mean, before_count = groups.pop()
            mean = (mean * count + before_mean * before_count) / (count + before_count)
            count += before_count
        groups.append((mean, count))
    means = [mean for mean, count in groups for _ in range(count)]
    return {place: mean + offset for place, mean, offset in zip(row, means, offsets, strict=True)}


@dataclass(frozen=True)
class _Step:
    """The part of a line between two columns; `start` and `end` are heights."""

    one: Place
    other: Place
    column: int
    start: float
    end: float


def _edges(
    layers: Layers,
    columns: Sequence[_Column],
    nodes: Mapping[str, Node],
    middles: Mapping[Place, float],
    label: Callable[[Link], str],
) -> Iterator[Edge]:
    numbers = {place: index for index, row in enumerate(layers.rows) for place in row}
    steps = {
        link: [
            _Step(one, other, numbers[one], middles[one], middles[other]) for one, other in pairwise(chain)
        ]
        for link, chain in layers.chains.items()
    }
    ports = _ports([step for some in steps.values() for step in some], nodes)
    for link, some in steps.items():
        placed = [
            replace(
                step,
                start=ports.get((step.one, 1, step.other), step.start),
                end=ports.get((step.other, -1, step.one), step.end),
            )
            for step in some
        ]
        points = [point for step in placed for point in _points(step, columns)]
        path = _path(points[::-1] if link in layers.backward else points)
        yield Edge(*link, path, label(link))


def _ports(steps: Sequence[_Step], nodes: Mapping[str, Node]) -> dict[tuple[Place, int, Place], float]:
    """The heights at which lines touch boxes, spread evenly over a side in the order of their other ends."""
    sides: dict[tuple[str, int], list[tuple[float, int, Place]]] = defaultdict(list)
    for index, step in enumerate(steps):
        if isinstance(step.one, str):
            sides[step.one, 1].append((step.end, index, step.other))
        if isinstance(step.other, str):
            sides[step.other, -1].append((step.start, index, step.one))
    found: dict[tuple[Place, int, Place], float] = {}
    for (key, side), ends in sides.items():
        node = nodes[key]
        for nth, (_, _, other) in enumerate(sorted(ends, key=lambda end: end[:2]), start=1):
            found[key, side, other] = node.y + node.height * nth / (len(ends) + 1)
    return found


Point = tuple[float, float]


def _points(step: _Step, columns: Sequence[_Column]) -> tuple[Point, Point]:
    return (columns[step.column].right, step.start), (columns[step.column + 1].x, step.end)


def _path(points: Sequence[Point]) -> str:
    """A curve across each gutter, and a straight line along each passage."""
    written = [f"M{_at(points[0])}"]
    for index, (one, other) in enumerate(pairwise(points)):
        middle = (one[0] + other[0]) / 2
        curve = f"C{_at((middle, one[1]))} {_at((middle, other[1]))} {_at(other)}"
        written.append(curve if index % 2 == 0 else f"H{number(other[0])}")
    return "".join(written)


def _at(point: Point) -> str:
    return f"{number(point[0])} {number(point[1])}"
