"""Environments: which files of a lint run would be applied to the same cluster."""

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePosixPath

from incidents.rules.lint.manifests import Manifest

Parts = tuple[str, ...]
NAMES = frozenset(
    {
        *("dev", "development", "test", "testing", "qa", "uat", "int", "integration", "sandbox", "demo"),
        *("stage", "staging", "preprod", "pre-production", "canary", "prod", "production", "live"),
    }
)
"""Folders that name an environment."""


class Environments:
    """Objects of one name and kind in two places are two environments, and so are folders named like some.

    Where places differ first, there the environments begin: below it, the objects of one do not belong to
    those of the other. What lies beside them, such as a folder that both share, belongs to both.
    """

    def __init__(self, manifests: Iterable[Manifest]) -> None:
        by_identity: dict[tuple[str, str, str, str], set[Parts]] = defaultdict(set)
        self._rivals: dict[Parts, set[str]] = defaultdict(set)
        every: set[Parts] = set()
        for one in manifests:
            place = PurePosixPath(one.path).parts
            every.add(place)
            if one.name:
                by_identity[one.group, one.kind, one.namespace, one.name].add(place)
        for places in by_identity.values():
            self._separate(places)
        self._separate_by_name(every)
        self._found: dict[str, Parts] = {}

    def of(self, path: str) -> Parts:
        """What tells the environment of a file from others; files with equal ones belong together."""
        if path not in self._found:
            place = PurePosixPath(path).parts
            self._found[path] = tuple(
                "/".join(place[: depth + 1])
                for depth, name in enumerate(place)
                if name in self._rivals.get(place[:depth], ())
            )
        return self._found[path]

    def _separate(self, places: set[Parts], depth: int = 0) -> None:
        if len(places) < 2:
            return
        below: dict[str, set[Parts]] = defaultdict(set)
        for place in places:
            below["/".join(place[depth : depth + 1])].add(place)
        if len(below) > 1:
            self._rivals[next(iter(places))[:depth]] |= set(below)
        for some in below.values():
            self._separate(some, depth + 1)

    def _separate_by_name(self, places: set[Parts]) -> None:
        for place in places:
            for depth, name in enumerate(place[:-1]):
                if name.lower() in NAMES:
                    self._rivals[place[:depth]].add(name)


def belong_together(one: Parts, other: Parts) -> bool:
    """Whether nothing separates two environments: where they part, they are not rivals."""
    for mine in one:
        for its in other:
            if mine != its and mine.rpartition("/")[0] == its.rpartition("/")[0]:
                return False
    return True
