"""New parts of two sides that were given the same anchor."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from incidents.stories.document import ANCHORED
from incidents.stories.drafting.form import FormGroup
from incidents.stories.drafting.sections import FORM
from incidents.stories.drafting.typed import Content, highest


def without_collisions(*, base: Content, mine: Content, theirs: Content, used: Mapping[str, int]) -> Content:
    """Mine, where new parts have the next free anchors if theirs took the same ones, or used them up."""
    gone = _larger(highest(theirs), used)
    numbers = _larger(highest(mine), gone)
    renamed: dict[str, str] = {}
    for name, letter in ANCHORED.items():
        before = {row.get("id") for row in base.get(name) or ()}
        there = {row.get("id"): row for row in theirs.get(name) or ()}
        for row in mine.get(name) or ():
            anchor = row.get("id", "")
            is_new = anchor and anchor not in before and there.get(anchor) != row
            if is_new and int(anchor[1:]) <= gone.get(letter, 0):
                numbers[letter] += 1
                renamed[anchor] = f"{letter}{numbers[letter]}"
    return _renamed(mine, FORM, renamed) if renamed else mine


def _larger(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    return {letter: max(one.get(letter, 0), other.get(letter, 0)) for letter in {*one, *other}}


def _renamed(content: Content, group: FormGroup, names: Mapping[str, str]) -> Content:
    return dict(content) | dict(_changed(content, group, names))


def _changed(content: Content, group: FormGroup, names: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    if content.get("id") in names:
        yield "id", names[content["id"]]
    for one in group.every:
        if one.kind == "listed" and content.get(one.name):
            yield one.name, re.sub(r"\w+", lambda word: names.get(word[0], word[0]), content[one.name])
    for inside in group.lists:
        yield inside.name, [_renamed(row, inside.group, names) for row in content.get(inside.name) or ()]
