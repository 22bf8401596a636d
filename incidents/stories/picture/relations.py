"""The relation graph of a story: related stories on rings around it, by distance."""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from incidents.stories.picture.shapes import CHARACTER, PADDING, Edge, Node, TextLine, number

HEIGHT = 34
MARGIN = 16


@dataclass(frozen=True)
class RelationGraph:
    """The layout. `hidden`: number of stories beyond the limit."""

    width: float
    height: float
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    hidden: int


Link = tuple[str, str, str]
"""Reference, type of the relation, reference."""


def relation_graph(
    centre: str, nodes: Mapping[str, str], edges: Iterable[Link], limit: int = 40
) -> RelationGraph:
    """The layout. `nodes`: titles by reference; links to other stories are omitted."""
    links = sorted({edge for edge in edges if edge[0] in nodes and edge[2] in nodes and edge[0] != edge[2]})
    rings = _rings(centre, nodes, links)
    shown = [ref for ring in rings for ref in ring][:limit]
    places = _places([[ref for ref in ring if ref in shown] for ring in rings], _box_width(shown))
    left = min(x for x, _ in places.values()) - _box_width(shown) / 2 - MARGIN
    top = min(y for _, y in places.values()) - HEIGHT / 2 - MARGIN
    boxes = {
        ref: _node(
            ref, nodes[ref], x - left, y - top, _box_width(shown), "centre" if ref == centre else "story"
        )
        for ref, (x, y) in places.items()
    }
    return RelationGraph(
        width=max(node.x + node.width for node in boxes.values()) + MARGIN,
        height=max(node.y + node.height for node in boxes.values()) + MARGIN,
        nodes=tuple(boxes.values()),
        edges=tuple(_edges(links, boxes)),
        hidden=len(nodes) - len(shown),
    )


def _rings(centre: str, nodes: Iterable[str], links: Sequence[Link]) -> list[list[str]]:
    """References by distance from the centre, in the order of the previous ring; unconnected ones last."""
    neighbours: dict[str, list[str]] = defaultdict(list)
    for one, _, other in links:
        neighbours[one].append(other)
        neighbours[other].append(one)
    rings, seen = [[centre]], {centre}
    while rings[-1]:
        ring = dict.fromkeys(ref for inner in rings[-1] for ref in sorted(neighbours[inner], key=_by_number))
        rings.append([ref for ref in ring if ref not in seen])
        seen.update(ring)
    rings[-1] = sorted((ref for ref in nodes if ref not in seen), key=_by_number)
    return [ring for ring in rings if ring]


def _by_number(ref: str) -> tuple[str, int]:
    prefix, _, running = ref.rpartition("-")
    return prefix, int(running)


def _box_width(refs: Sequence[str]) -> float:
    return max(len(ref) for ref in refs) * CHARACTER * 1.1 + 2 * PADDING


def _places(rings: Sequence[Sequence[str]], box_width: float) -> dict[str, tuple[float, float]]:
    """The centres of the boxes. Neighbours on a ring, and the rings, are one diagonal of a box apart."""
    apart = math.hypot(box_width, HEIGHT) + MARGIN
    radius = 0.0
    places: dict[str, tuple[float, float]] = {}
    for ring in filter(None, rings):
        if places:
            needed = apart / (2 * math.sin(math.pi / len(ring))) if len(ring) > 1 else 0
            radius = max(radius + apart, needed)
        for index, ref in enumerate(ring):
            angle = 2 * math.pi * index / len(ring) - math.pi / 2
            places[ref] = (radius * math.cos(angle), radius * math.sin(angle))
    return places


def _node(ref: str, title: str, x: float, y: float, width: float, kind: str) -> Node:
    left, top = x - width / 2, y - HEIGHT / 2
    line = TextLine(ref, x - len(ref) * CHARACTER / 2, y + 5)
    return Node(ref, kind, title, left, top, width, HEIGHT, (line,))


def _edges(links: Sequence[Link], boxes: Mapping[str, Node]) -> Iterator[Edge]:
    """One edge for each pair of stories and direction, labelled with all their relations."""
    types: dict[tuple[str, str], list[str]] = defaultdict(list)
    for source, type, target in links:
        if source in boxes and target in boxes:
            types[source, target].append(type.replace("_", " "))
    for (source, target), names in types.items():
        start = _border(boxes[source], boxes[target].centre)
        end = _border(boxes[target], boxes[source].centre)
        path = f"M{number(start[0])} {number(start[1])} L{number(end[0])} {number(end[1])}"
        x, y = ((a + b) / 2 for a, b in zip(start, end, strict=True))
        yield Edge(source, target, path, ", ".join(names), x, y)


def _border(node: Node, towards: tuple[float, float]) -> tuple[float, float]:
    """The point at which a line from the centre crosses the border of the box."""
    x, y = node.centre
    dx, dy = towards[0] - x, towards[1] - y
    share = min(node.width / 2 / abs(dx) if dx else math.inf, node.height / 2 / abs(dy) if dy else math.inf)
    return x + dx * share, y + dy * share
