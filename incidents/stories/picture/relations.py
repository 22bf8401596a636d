"""The picture of the stories around a story: one column for each step away from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from incidents.refs import in_order
from incidents.stories.picture.across import across
from incidents.stories.picture.layers import Link, arranged
from incidents.stories.picture.shapes import BoxText, Drawing

Relation = tuple[str, str, str]
"""Reference, type of the relation, reference."""


@dataclass(frozen=True)
class RelationPicture:
    """`beside`: relations between stories that are equally far away, which the picture leaves out.

    `hidden`: number of stories beyond the limit.
    """

    drawing: Drawing
    beside: int
    hidden: int


def relation_picture(
    centre: str, titles: Mapping[str, str], relations: Iterable[Relation], limit: int = 40
) -> RelationPicture:
    """The picture. `titles`: by reference; relations of other stories are left out."""
    types: dict[Link, list[str]] = defaultdict(list)
    for source, type, target in sorted(set(relations)):
        if source in titles and target in titles and source != target:
            types[source, target].append(type.replace("_", " "))
    steps = _steps(centre, list(types))
    shown = dict(list(steps.items())[:limit])
    links = [link for link in types if link[0] in shown and link[1] in shown]
    boxes = {ref: BoxText(ref, "centre" if ref == centre else "story", titles[ref]) for ref in shown}
    drawing = across(
        arranged(shown, links), boxes, lambda link: f"{link[0]} {', '.join(types[link])} {link[1]}"
    )
    beside = sum(shown[source] == shown[target] for source, target in links)
    return RelationPicture(drawing, beside, len(titles) - len(shown))


def _steps(centre: str, links: Sequence[Link]) -> dict[str, int]:
    """How many relations each story is away, the nearest first."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for one, other in links:
        neighbours[one].add(other)
        neighbours[other].add(one)
    steps, edge = {centre: 0}, [centre]
    while edge:
        step = steps[edge[0]] + 1
        edge = sorted({ref for near in edge for ref in neighbours[near]} - steps.keys(), key=in_order)
        steps |= dict.fromkeys(edge, step)
    return steps
