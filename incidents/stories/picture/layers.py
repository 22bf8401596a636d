"""Layers of a directed graph: boxes come after their causes, and lines that pass a layer have room there."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

Link = tuple[str, str]
SWEEPS = 8


class Passage(NamedTuple):
    """The place at which the line of a link passes a layer."""

    link: Link
    layer: int


Place = str | Passage
"""A box by its key, or a passage."""


@dataclass(frozen=True)
class Layers:
    """`rows`: the places of each layer in order. `chains`: the places that each link passes, from the earlier
    layer to the later one. `backward`: links that lead to an earlier layer.
    """

    rows: tuple[tuple[Place, ...], ...]
    chains: Mapping[Link, tuple[Place, ...]]
    backward: frozenset[Link]

    def neighbours(self) -> Mapping[Place, list[tuple[int, Place]]]:
        """By place, with -1 for those in the layer before and 1 for those in the layer after."""
        found: dict[Place, list[tuple[int, Place]]] = defaultdict(list)
        for chain in self.chains.values():
            for one, other in pairwise(chain):
                found[one].append((1, other))
                found[other].append((-1, one))
        return found


def layered(keys: Sequence[str], links: Iterable[Link]) -> Layers:
    """The layers of a graph; what leads in a circle is turned round for it."""
    links = list(dict.fromkeys(links))
    backward = _backward(keys, links)
    forward = [(b, a) if (a, b) in backward else (a, b) for a, b in links]
    return arranged(_numbers(keys, forward), links)


def arranged(numbers: Mapping[str, int], links: Iterable[Link]) -> Layers:
    """The layers by their numbers, ordered so that few lines cross. Links inside a layer are left out."""
    chains: dict[Link, tuple[Place, ...]] = {}
    backward = set()
    for link in dict.fromkeys(links):
        first, last = link
        if numbers[first] == numbers[last]:
            continue
        if numbers[first] > numbers[last]:
            backward.add(link)
            first, last = last, first
        between = (Passage(link, layer) for layer in range(numbers[first] + 1, numbers[last]))
        chains[link] = (first, *between, last)
    rows: list[list[Place]] = [[] for _ in range(max(numbers.values(), default=-1) + 1)]
    for key, layer in numbers.items():
        rows[layer].append(key)
    for chain in chains.values():
        for place in chain:
            if isinstance(place, Passage):
                rows[place.layer].append(place)
    return _untangled(Layers(tuple(map(tuple, rows)), chains, frozenset(backward)))


def _backward(keys: Sequence[str], links: Sequence[Link]) -> set[Link]:
    """Links that close a circle, as they are met on the way from the first box."""
    targets: dict[str, list[str]] = defaultdict(list)
    for source, target in links:
        targets[source].append(target)
    entered = {target for _, target in links}
    done: set[str] = set()
    found: set[Link] = set()
    for root in sorted(keys, key=lambda key: key in entered):
        way: list[tuple[str, list[str]]] = [] if root in done else [(root, list(targets[root]))]
        on_the_way = {root}
        while way:
            key, left = way[-1]
            if not left:
                way.pop()
                done.add(key)
                on_the_way.discard(key)
            elif (target := left.pop(0)) in on_the_way:
                found.add((key, target))
            elif target not in done:
                on_the_way.add(target)
                way.append((target, list(targets[target])))
    return found


def _numbers(keys: Sequence[str], links: Sequence[Link]) -> dict[str, int]:
    """The number of each layer; what nothing leads to comes directly before what it leads to."""
    numbers = dict.fromkeys(keys, 0)
    for _ in keys:
        before = dict(numbers)
        for source, target in links:
            numbers[target] = max(numbers[target], numbers[source] + 1)
        if numbers == before:
            break
    entered = {target for _, target in links}
    for key in keys:
        after = [numbers[target] for source, target in links if source == key]
        if key not in entered and after:
            numbers[key] = min(after) - 1
    return numbers


def _untangled(layers: Layers) -> Layers:
    """The same with the places of each layer in the order of their neighbours, if lines cross less."""
    neighbours = layers.neighbours()
    rows = [list(row) for row in layers.rows]
    best, fewest = [list(row) for row in rows], _crossings(rows, layers)
    for sweep in range(SWEEPS):
        side = -1 if sweep % 2 == 0 else 1
        for row in rows if side < 0 else reversed(rows):
            where = _positions(rows)
            row.sort(key=lambda place: _mean(place, side, neighbours, where))
        if (crossings := _crossings(rows, layers)) < fewest:
            best, fewest = [list(row) for row in rows], crossings
    return Layers(tuple(map(tuple, best)), layers.chains, layers.backward)


def _positions(rows: Iterable[Iterable[Place]]) -> dict[Hashable, float]:
    return {place: index for row in rows for index, place in enumerate(row)}


def _mean(
    place: Place,
    side: int,
    neighbours: Mapping[Place, list[tuple[int, Place]]],
    where: Mapping[Hashable, float],
) -> float:
    found = [where[other] for way, other in neighbours[place] if way == side]
    return sum(found) / len(found) if found else where[place]


def _crossings(rows: Sequence[Sequence[Place]], layers: Layers) -> int:
    where = _positions(rows)
    by_layer: dict[int, list[tuple[float, float]]] = defaultdict(list)
    numbers = {place: index for index, row in enumerate(rows) for place in row}
    for chain in layers.chains.values():
        for one, other in pairwise(chain):
            by_layer[numbers[one]].append((where[one], where[other]))
    return sum(
        (a - c) * (b - d) < 0
        for steps in by_layer.values()
        for index, (a, b) in enumerate(steps)
        for c, d in steps[:index]
    )
