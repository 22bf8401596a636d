"""Names for the places in an object: items of lists by what tells them apart, not by their position."""

from collections.abc import Iterator, Sequence

from incidents.rules.cel.conditions import Object
from incidents.yamltree import Plain

KEYS = (
    "mountPath",
    "devicePath",
    "containerPort",
    "name",
    "port",
    "host",
    "ip",
    "key",
    "topologyKey",
    "type",
)
"""Fields that name an item of a list, the first one that it has; a volume may be mounted more than once."""
NOUNS = {
    "containers": "container",
    "initContainers": "init container",
    "ephemeralContainers": "ephemeral container",
    "env": "env",
    "ports": "port",
    "volumes": "volume",
    "volumeMounts": "mount",
}
LONGEST_LIST = 1_000
"""Items of longer lists are named by their position."""
LONGEST_NAME = 100
"""In characters, of an item as people read it."""


def steps(value: Object, path: Sequence[str | int]) -> tuple[str, ...]:
    """The path as it stays when other items are added, removed or moved.

    Items of one name in one list are told apart by their order among themselves.
    """
    return tuple(
        str(step) if items is None else _among(items, int(step)) for step, items in _followed(value, path)
    )


def part(value: Object, path: Sequence[str | int]) -> str:
    """The part of the object in words, such as `container web, env TOKEN`; empty for the object itself."""
    words, around = [], ""
    for step, items in _followed(value, path):
        if items is None:
            around = str(step)
        elif around in NOUNS and (name := _name(items[int(step)])):
            words.append(f"{NOUNS[around]} {name[:LONGEST_NAME]}")
    return ", ".join(words)


def _followed(value: Plain, path: Sequence[str | int]) -> Iterator[tuple[str | int, list[Plain] | None]]:
    """Each step, with the list whose item it leads to; a path may name fields that do not exist."""
    for step in path:
        items = value if isinstance(value, list) and _is_index(step, value) else None
        yield step, items
        if items is not None:
            value = items[int(step)]
        else:
            value = value.get(str(step)) if isinstance(value, dict) else None


def _among(items: list[Plain], index: int) -> str:
    name = _name(items[index])
    if not name or len(items) > LONGEST_LIST:
        return f"[{index}]"
    return f"[{sum(_name(one) == name for one in items[:index])}:{name}]"


def _is_index(step: str | int, items: list[Plain]) -> bool:
    return str(step).isdecimal() and int(step) < len(items)


def _name(item: Plain) -> str:
    """Empty for what has no name."""
    if isinstance(item, dict):
        item = next((item[key] for key in KEYS if not isinstance(item.get(key), dict | list | None)), None)
    return "" if item is None or isinstance(item, list | dict) else str(item)
