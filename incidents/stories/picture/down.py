"""A graph drawn from top to bottom for narrow screens: boxes in one column, lines in lanes beside it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from incidents.stories.picture.layers import Link
from incidents.stories.picture.shapes import BoxText, Drawing, Edge, Node, number

WIDTH = 340
MARGIN = 2
GAP = 20
LANE = 11
CORNER = 5


def down(
    order: Sequence[str], links: Iterable[Link], boxes: Mapping[str, BoxText], label: Callable[[Link], str]
) -> Drawing:
    """The drawing. Lines to the next box go straight down; all others to one box share a lane."""
    rows = {key: index for index, key in enumerate(order)}
    beside = defaultdict(list)
    for source, target in links:
        if rows[target] - rows[source] != 1:
            beside[target].append(source)
    lanes = _lanes(beside, rows)
    left = MARGIN + LANE * (max(lanes.values(), default=-1) + 1) + (CORNER if lanes else 0)
    nodes: dict[str, Node] = {}
    y = float(MARGIN)
    for key in order:
        nodes[key] = boxes[key].at(left, y, WIDTH - left - MARGIN)
        y += nodes[key].height + GAP
    return Drawing(
        width=WIDTH,
        height=y - GAP + MARGIN if order else 0,
        nodes=tuple(nodes.values()),
        edges=tuple(_edge(link, nodes, lanes.get(link[1]), beside, label) for link in links),
    )


def _lanes(beside: Mapping[str, Sequence[str]], rows: Mapping[str, int]) -> dict[str, int]:
    """The lane of each box that lines lead to, the shortest next to the boxes, none twice at a height."""
    spans = {
        target: (min(rows[key] for key in (target, *sources)), max(rows[key] for key in (target, *sources)))
        for target, sources in beside.items()
    }
    taken: list[list[tuple[int, int]]] = []
    lanes: dict[str, int] = {}
    for target, (first, last) in sorted(spans.items(), key=lambda item: item[1][1] - item[1][0]):
        free = (lane for lane, some in enumerate(taken) if all(last < a or b < first for a, b in some))
        lanes[target] = next(free, len(taken))
        if lanes[target] == len(taken):
            taken.append([])
        taken[lanes[target]].append((first, last))
    return lanes


def _edge(
    link: Link,
    nodes: Mapping[str, Node],
    lane: int | None,
    beside: Mapping[str, Sequence[str]],
    label: Callable[[Link], str],
) -> Edge:
    source, target = nodes[link[0]], nodes[link[1]]
    if link[0] not in beside.get(link[1], ()) or lane is None:
        start = f"M{number(source.x + 24)} {number(source.y + source.height)}"
        return Edge(*link, f"{start}V{number(target.y)}", label(link))
    x = source.x - CORNER - LANE * lane - LANE / 2
    out, into = source.y + source.height * 2 / 3, target.y + target.height / 3
    turn = CORNER if into > out else -CORNER
    path = (
        f"M{number(source.x)} {number(out)}H{number(x + CORNER)}"
        f"Q{number(x)} {number(out)} {number(x)} {number(out + turn)}"
        f"V{number(into - turn)}Q{number(x)} {number(into)} {number(x + CORNER)} {number(into)}"
        f"H{number(target.x)}"
    )
    return Edge(*link, path, label(link))
