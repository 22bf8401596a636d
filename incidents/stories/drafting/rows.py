"""Rows of the form: added, removed, and moved one place."""

import re
from typing import Any

from incidents.stories.drafting.form import FormGroup, RowList
from incidents.stories.drafting.sections import FORM
from incidents.stories.drafting.typed import Content, highest

DEED = re.compile(r"(add|remove|up|down) ([a-z_]+(?:\.\d{1,4}(?:\.[a-z_]+)?)*)")


def change(content: Content, deed: str, *, taken: dict[str, int]) -> str:
    """Does what a button says, such as `add symptoms`, `up symptoms.2`, `remove impacts.0.quantities.1`.

    `taken`: the highest numbers of anchors of the story. Returns the name of the row to go on with, or of the
    list; empty where there is no such row, and nothing is changed then.
    """
    found = DEED.fullmatch(deed)
    if not found:
        return ""
    verb, steps = found[1], found[2].split(".")
    number = int(steps.pop()) if verb != "add" and steps[-1].isdecimal() else None
    reached = _reach(content, steps)
    if reached is None:
        return ""
    rows, inside = reached
    name = ".".join(steps)
    if verb == "add":
        rows.append({"id": _next_anchor(content, inside, taken)} if inside.letter else {})
        return f"{name}.{len(rows) - 1}"
    if number is None or number >= len(rows):
        return ""
    return _moved_or_removed(rows, verb, number, name)


def _reach(content: Content, steps: list[str]) -> tuple[list[Content], RowList] | None:
    """The list of rows at the end of the steps: names of lists, with the number of a row in between."""
    here: Any = content
    group: FormGroup = FORM
    inside: RowList | None = None
    for place, step in enumerate(steps):
        if place % 2:
            if int(step) >= len(here):
                return None
            here = here[int(step)]
            continue
        inside = next((one for one in group.lists if one.name == step), None)
        if inside is None:
            return None
        here, group = here.setdefault(step, []), inside.group
    return (here, inside) if len(steps) % 2 and inside else None


def _moved_or_removed(rows: list[Content], verb: str, number: int, name: str) -> str:
    row = rows.pop(number)
    if verb == "remove":
        return f"{name}.{min(number, len(rows) - 1)}" if rows else name
    there = max(number - 1, 0) if verb == "up" else number + 1
    rows.insert(there, row)
    return f"{name}.{min(there, len(rows) - 1)}"


def _next_anchor(content: Content, inside: RowList, taken: dict[str, int]) -> str:
    last = highest(content)
    number = max(last.get(inside.letter, 0), taken.get(inside.letter, 0)) + 1
    content["last"] = last | {inside.letter: number}
    return f"{inside.letter}{number}"
