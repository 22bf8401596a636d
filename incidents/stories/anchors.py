"""Anchors, the permanent names of a story's parts: `f2` is never renumbered or given again."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from incidents.errors import Fault, Refused
from incidents.stories.document import ANCHORED, Story

HIGHEST_POSSIBLE = 9999

Highest = dict[str, int]
"""The highest number ever given, by letter: `{"s": 3, "f": 4}`."""


def anchored_parts(story: Story) -> Iterator[tuple[str, str, Any]]:
    """Yields pointer, anchor and part for every part that can have an anchor; the anchor may be empty."""
    for name in ANCHORED:
        for index, part in enumerate(getattr(story, name)):
            yield f"/{name}/{index}", part.id, part


def highest(story: Story, so_far: Mapping[str, int] = {}) -> Highest:
    numbers = dict(so_far)
    for _, anchor, _ in anchored_parts(story):
        if anchor:
            numbers[anchor[0]] = max(numbers.get(anchor[0], 0), int(anchor[1:]))
    return numbers


def numbered(story: Story, taken: Mapping[str, int] = {}) -> Story:
    """The story with an anchor on every part; new anchors get numbers above all in `taken`.

    Raises `Refused` if the highest possible number is in use already.
    """
    last = highest(story, taken)
    changed = {}
    for name, letter in ANCHORED.items():
        parts = []
        for part in getattr(story, name):
            if part.id:
                parts.append(part)
                continue
            last[letter] = last.get(letter, 0) + 1
            if last[letter] > HIGHEST_POSSIBLE:
                message = f"no anchor is left above {letter}{HIGHEST_POSSIBLE}; write ids with lower numbers"
                raise Refused("The parts cannot be numbered.", [Fault(f"/{name}", message)])
            parts.append(msgspec.structs.replace(part, id=f"{letter}{last[letter]}"))
        changed[name] = tuple(parts)
    return msgspec.structs.replace(story, **changed)


def duplicates(story: Story) -> Iterator[Fault]:
    seen: dict[str, str] = {}
    for pointer, anchor, _ in anchored_parts(story):
        if anchor and anchor in seen:
            yield Fault(
                f"{pointer}/id", f"{anchor} already names {seen[anchor]}; leave the id out to get a new one"
            )
        seen.setdefault(anchor, pointer)


def reused(story: Story, *, before: Story, taken: Mapping[str, int]) -> Iterator[Fault]:
    """Faults for anchors that once named a part that was removed."""
    existing = {anchor for _, anchor, _ in anchored_parts(before)}
    for pointer, anchor, _ in anchored_parts(story):
        if anchor and anchor not in existing and int(anchor[1:]) <= taken.get(anchor[0], 0):
            message = (
                f"{anchor} named a part that was removed and stays taken; leave the id out to get a new one"
            )
            yield Fault(f"{pointer}/id", message)
