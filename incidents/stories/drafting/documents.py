"""The document that a form means: what was typed, and what the form does not offer from where it began."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from incidents.errors import Fault
from incidents.stories.drafting import typed
from incidents.stories.drafting.form import FormField, FormGroup, RowList
from incidents.stories.drafting.sections import FORM
from incidents.stories.drafting.typed import Content

Fields = Mapping[str, Any]
LACKS = re.compile(r"lacks “([^”]+)”")
WHOLE_NUMBER = re.compile(r"[-+]?[0-9]{1,18}")
DECIMAL = re.compile(r"[-+]?[0-9]{1,18}\.[0-9]{1,18}(?:e[-+]?[0-9]{1,2})?")


@dataclass(frozen=True)
class Composed:
    """`value` may be invalid. `names`: of fields and rows of the form, by JSON pointer into the document."""

    value: dict[str, Any]
    names: dict[str, str] = field(default_factory=dict)

    def name_of(self, fault: Fault) -> str:
        """The field or row that the fault is about; empty where it is about none."""
        pointer = fault.pointer
        while pointer and pointer not in self.names:
            pointer = pointer.rpartition("/")[0]
        name = self.names.get(pointer, "")
        if pointer == fault.pointer and (lacking := LACKS.match(fault.message)):
            return f"{name}.{lacking[1]}".removeprefix(".")
        return name


def composed(content: Content, *, began_from: Fields) -> Composed:
    """`began_from`: the document that the form showed first, empty for a new story."""
    names: dict[str, str] = {}
    return Composed(_part(content, FORM, began_from, ("", ""), names), names)


def _part(
    content: Fields, group: FormGroup, before: Fields, place: tuple[str, str], names: dict[str, str]
) -> dict[str, Any]:
    """`place`: the pointer of the part, and how the names of its fields begin."""
    pointer, prefix = place
    part = _kept(before, group)
    for one in group.every:
        names["/".join((pointer, *one.steps))] = f"{prefix}{one.name}"
        for depth in range(1, len(one.steps)):
            names["/".join((pointer, *one.steps[:depth]))] = prefix + ".".join(one.steps[:depth])
        value = meant(one, content.get(one.name))
        if value is not None:
            _put(part, one.steps, value)
    for inside in group.lists:
        rows = _rows(content, inside, before, place, names)
        if rows:
            part[inside.name] = rows
    return part


def _rows(
    content: Fields, inside: RowList, before: Fields, place: tuple[str, str], names: dict[str, str]
) -> list[dict[str, Any]]:
    """Rows into which nothing was typed are left out."""
    known = {part["id"]: part for part in before.get(inside.name, ()) if part.get("id")}
    rows: list[dict[str, Any]] = []
    for number, row in enumerate(content.get(inside.name, ())):
        anchor = row.get("id", "")
        pointer = f"{place[0]}/{inside.name}/{len(rows)}"
        name = f"{place[1]}{inside.name}.{number}"
        kept = known.get(anchor, {})
        if typed.is_blank(row, inside.group) and not _kept(kept, inside.group).keys() - {"id"}:
            continue
        names[pointer] = name
        part = _part(row, inside.group, kept, (pointer, f"{name}."), names)
        rows.append(({"id": anchor} if anchor else {}) | part)
    return rows


def _kept(before: Fields, group: FormGroup) -> dict[str, Any]:
    """What the form does not offer of the part."""
    offered = {one.steps for one in group.every}
    first = {steps[0] for steps in offered} | {inside.name for inside in group.lists}
    kept = {name: value for name, value in before.items() if name not in first}
    for name in first & before.keys():
        value = before[name]
        rest = (
            {key: one for key, one in value.items() if (name, key) not in offered}
            if isinstance(value, dict)
            else {}
        )
        if rest:
            kept[name] = rest
    return kept


def _put(part: dict[str, Any], steps: tuple[str, ...], value: Any) -> None:
    for step in steps[:-1]:
        part = part.setdefault(step, {})
    part[steps[-1]] = value


def meant(field: FormField, typed: Any) -> Any:
    """The value of a field in the document. None where nothing was typed."""
    if field.kind == "words":
        return [word.strip() for word in typed or ()] or None
    text = typed or ""
    if not text.strip():
        return None
    read = READ.get(field.kind)
    return read(text.strip()) if read else text


def _number(text: str) -> int | float | str:
    if WHOLE_NUMBER.fullmatch(text):
        return int(text)
    return float(text) if DECIMAL.fullmatch(text) else text


READ: Mapping[str, Callable[[str], Any]] = {
    "listed": lambda text: [word for word in re.split(r"[\s,;]+", text) if word],
    "lines": lambda text: [line.strip() for line in text.splitlines() if line.strip()],
    "tick": lambda _: True,
    "yes_no": lambda text: {"yes": True, "no": False}.get(text, text),
    "number": _number,
    "choice": str,
    "word": str,
}
"""How a text is read, by the kind of field; every other text stays as it is."""
