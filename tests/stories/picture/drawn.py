"""What has to hold of a drawing that somebody reads."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from incidents.stories.picture.shapes import Drawing, Edge, Node

Point = tuple[float, float]
COMMAND = re.compile(r"([MCQHV])([^MCQHV]*)")
STEPS = 12
"""Points of a curve that are looked at."""


def assert_nothing_overlaps(drawing: Drawing) -> None:
    for node in drawing.nodes:
        assert 0 <= node.x <= node.x + node.width <= drawing.width + 0.1
        assert 0 <= node.y <= node.y + node.height <= drawing.height + 0.6
        for line in node.lines:
            assert node.x <= line.x
            assert node.y <= line.y <= node.y + node.height
    for one, other in combinations(drawing.nodes, 2):
        beside = one.x + one.width < other.x or other.x + other.width < one.x
        assert beside or one.y + one.height < other.y or other.y + other.height < one.y


def assert_no_line_is_behind_a_box(drawing: Drawing) -> None:
    for edge in drawing.edges:
        for x, y in points(edge):
            assert 0 <= x <= drawing.width + 0.1
            assert -0.1 <= y <= drawing.height + 0.6
            assert not [node.key for node in drawing.nodes if _is_inside(node, x, y)], edge


def ends(edge: Edge) -> tuple[Point, Point]:
    first, *_, last = points(edge)
    return first, last


def points(edge: Edge) -> list[Point]:
    return list(_points(edge.path))


def _points(path: str) -> Iterator[Point]:
    here: Point = (0, 0)
    for command, written in COMMAND.findall(path):
        numbers = [float(number) for number in re.findall(r"-?[\d.]+", written)]
        if command == "H":
            numbers = [numbers[0], here[1]]
        elif command == "V":
            numbers = [here[0], numbers[0]]
        corners = [here, *zip(numbers[::2], numbers[1::2], strict=True)]
        if command == "M":
            corners = corners[1:]
        for step in range(STEPS + 1):
            yield _on_curve(corners, step / STEPS)
        here = corners[-1]


def _on_curve(corners: list[Point], share: float) -> Point:
    """The point of a Bézier curve, as de Casteljau finds it."""
    while len(corners) > 1:
        corners = [(a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share) for a, b in pairwise(corners)]
    return corners[0]


def _is_inside(node: Node, x: float, y: float) -> bool:
    edge = 0.5
    across = node.x + edge < x < node.x + node.width - edge
    return across and node.y + edge < y < node.y + node.height - edge
