"""The cause graph of a story: columns of contributing factors, symptoms and impacts."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from incidents.stories import rendering
from incidents.stories.document import Factor, Fix, Impact, Story, Symptom
from incidents.stories.picture.shapes import Edge, Node, box, number

COLUMN_WIDTH = 260
GUTTER = 90
MARGIN = 16
GAP = 18
HEADING = 40
"""Height of the heading of a column, above its boxes."""

NOUNS = {"factors": "factor", "symptoms": "symptom", "impacts": "impact"}
MAX_BULGE = GUTTER - 20
"""How far an edge between boxes of one column may extend to the right of it."""


Cause = Factor | Symptom | Fix | Impact


@dataclass(frozen=True)
class Column:
    """A column of boxes. `name` is the list of the document that it shows."""

    name: str
    x: float
    width: float


@dataclass(frozen=True)
class CauseGraph:
    """The layout. Its edges are those that the story states in `leads_to`."""

    width: float
    height: float
    columns: tuple[Column, ...]
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def cause_graph(story: Story) -> CauseGraph:
    """The layout of a story, without empty columns and without edges to missing parts."""
    names = [name for name in NOUNS if getattr(story, name)]
    columns = tuple(
        Column(name, MARGIN + index * (COLUMN_WIDTH + GUTTER), COLUMN_WIDTH)
        for index, name in enumerate(names)
    )
    nodes = {node.key: node for column in columns for node in _stacked(story, column)}
    edges = tuple(_edges(story, nodes))
    # Edges inside the last column bulge to the right of it.
    return CauseGraph(
        width=MARGIN + len(columns) * (COLUMN_WIDTH + GUTTER),
        height=max((node.y + node.height for node in nodes.values()), default=HEADING) + MARGIN,
        columns=columns,
        nodes=tuple(nodes.values()),
        edges=edges,
    )


def _stacked(story: Story, column: Column) -> Iterator[Node]:
    y: float = HEADING
    for index, part in enumerate(getattr(story, column.name), start=1):
        key = part.id or f"{column.name}-{index}"
        inferred = getattr(part, "basis", "stated") == "inferred"
        label = _label(part)
        node = box(key, NOUNS[column.name], label, x=column.x, y=y, width=column.width, inferred=inferred)
        yield node
        y += node.height + GAP


def _label(part: Factor | Symptom | Impact) -> str:
    if isinstance(part, Impact):
        scope = f" ({part.scope})" if part.scope else ""
        text = part.text or f"{part.effect}{scope}".replace("_", " ")
        return rendering.plain(text)
    return rendering.plain(part.text)


def _edges(story: Story, nodes: dict[str, Node]) -> Iterator[Edge]:
    links = [
        (part.id, target)
        for part in causes(story)
        for target in dict.fromkeys(part.leads_to)
        if part.id in nodes and target in nodes and target != part.id
    ]
    leaving, entering = _ports(links, nodes)
    for source, target in links:
        yield _edge(nodes[source], nodes[target], leaving[source, target], entering[source, target])


def causes(story: Story) -> Iterator[Cause]:
    """Parts that may lead to others."""
    yield from story.factors
    yield from story.symptoms
    yield from story.fixes
    yield from story.impacts


Ports = dict[tuple[str, str], float]
"""The height at which an edge touches a box."""


def _ports(links: list[tuple[str, str]], nodes: dict[str, Node]) -> tuple[Ports, Ports]:
    """The heights at which edges leave and enter boxes, spread evenly over a side of the box.

    Edges leave on the right, and enter on the left unless both boxes are in one column.
    """
    sides: dict[tuple[str, bool], list[tuple[str, str, bool]]] = defaultdict(list)
    for source, target in links:
        inside = nodes[source].x == nodes[target].x
        sides[source, True].append((source, target, True))
        sides[target, inside].append((source, target, False))
    leaving: Ports = {}
    entering: Ports = {}
    for (key, _), touching in sides.items():
        touching.sort(key=lambda end: nodes[end[1] if end[2] else end[0]].centre[1])
        for index, (source, target, leaves) in enumerate(touching, start=1):
            y = nodes[key].y + nodes[key].height * index / (len(touching) + 1)
            (leaving if leaves else entering)[source, target] = y
    return leaving, entering


def _edge(source: Node, target: Node, start: float, end: float) -> Edge:
    right = source.x + source.width
    if source.x == target.x:
        bulge = min(24 + abs(end - start) / 6, MAX_BULGE)
        first = last = right + bulge
        finish = right
    else:
        finish = target.x
        middle = (right + finish) / 2
        first, last = middle, middle
    points = [(right, start), (first, start), (last, end), (finish, end)]
    corners = [f"{number(x)} {number(y)}" for x, y in points]
    # The midpoint of a cubic Bézier curve.
    x, y = ((a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(*points, strict=True))
    path = f"M{corners[0]} C{', '.join(corners[1:])}"
    return Edge(source.key, target.key, path, f"{source.key} leads to {target.key}", x, y)
