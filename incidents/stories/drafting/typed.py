"""What was typed into the form of a story, valid or not, and the document that it means.

Content is JSON: texts by name of the field, lists of texts for words of a vocabulary, lists of rows by name.
A row holds its fields, its anchor as `id`, and the rows inside. `last` holds the highest number of an anchor
that was given out, by letter.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from incidents.stories.document import ANCHORED
from incidents.stories.drafting.form import FormField, FormGroup
from incidents.stories.drafting.sections import BESIDE, FORM

Content = dict[str, Any]
Posted = Mapping[str, Sequence[str]]
ROW = re.compile(r"\.(\d{1,4})(?=\.)")
ANCHOR = re.compile(r"[a-z][1-9][0-9]{0,3}")
OFFERED = {
    "incident": ("symptoms", "timeline", "factors", "fixes", "impacts", "takeaways"),
    "near_miss": ("symptoms", "factors", "observations", "takeaways"),
    "hazard": ("symptoms", "factors", "takeaways"),
}
"""Lists with an empty row to begin with, by kind; for others those of an incident."""


def first_rows(kind: str) -> Content:
    """What a draft of a story that is new begins with."""
    offered = OFFERED.get(kind, OFFERED["incident"])
    return {"kind": kind} | {name: [{"id": f"{ANCHORED[name]}1"}] for name in offered}


def posted(fields: Posted) -> Content:
    """From the fields of a form as browsers send it: `symptoms.0.text`."""
    rows: dict[str, set[int]] = defaultdict(set)
    for name in fields:
        for found in ROW.finditer(name):
            rows[name[: found.start()]].add(int(found[1]))
    content = _group(fields, rows, FORM, "")
    content |= {name: _last(fields, name) for name in BESIDE}
    numbers = {letter: _last(fields, f"last.{letter}") for letter in ANCHORED.values()}
    return content | {"last": {letter: int(one) for letter, one in numbers.items() if one.isdecimal()}}


def _group(fields: Posted, rows: Mapping[str, set[int]], group: FormGroup, prefix: str) -> Content:
    content: Content = {}
    for one in group.every:
        name = f"{prefix}{one.name}"
        if one.kind == "words":
            content[one.name] = [_plain(word) for word in fields.get(name, ()) if word.strip()]
        else:
            content[one.name] = _last(fields, name)
    for inside in group.lists:
        place = f"{prefix}{inside.name}"
        content[inside.name] = [
            _identified(fields, f"{place}.{number}")
            | _group(fields, rows, inside.group, f"{place}.{number}.")
            for number in sorted(rows.get(place, ()))
        ]
    return content


def _identified(fields: Posted, place: str) -> Content:
    anchor = _last(fields, f"{place}.id")
    return {"id": anchor} if ANCHOR.fullmatch(anchor) else {}


def _last(fields: Posted, name: str) -> str:
    values = fields.get(name)
    return _plain(values[-1]) if values else ""


def _plain(text: str) -> str:
    """With line ends as everywhere, and with a mark for the character that the database cannot hold."""
    return text.replace("\r\n", "\n").replace("\0", "\ufffd")


def of_document(document: Mapping[str, Any], group: FormGroup = FORM) -> Content:
    """The content of a form that shows this document, or this part of one."""
    content: Content = {one.name: _shown(one, _within(document, one.steps)) for one in group.every}
    for inside in group.lists:
        content[inside.name] = [
            ({"id": part["id"]} if inside.letter and part.get("id") else {}) | of_document(part, inside.group)
            for part in document.get(inside.name, ())
        ]
    return content


def _within(document: Mapping[str, Any], steps: Sequence[str]) -> Any:
    value: Any = document
    for step in steps:
        value = value.get(step) if isinstance(value, Mapping) else None
    return value


def _shown(field: FormField, value: Any) -> str | list[str]:
    match field.kind:
        case "words":
            return list(value or ())
        case "listed":
            return ", ".join(value or ())
        case "lines":
            return "\n".join(value or ())
        case "tick":
            return "yes" if value else ""
        case "yes_no":
            return "" if value is None else "yes" if value else "no"
        case _:
            return "" if value is None else str(value)


def is_blank(row: Mapping[str, Any], group: FormGroup) -> bool:
    """Whether nothing was typed into the row."""
    typed = any(_is_typed(row.get(one.name)) for one in group.every)
    return not typed and all(
        is_blank(inner, inside.group) for inside in group.lists for inner in row.get(inside.name, ())
    )


def _is_typed(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else bool(value)


def highest(content: Mapping[str, Any]) -> dict[str, int]:
    """The highest number of an anchor that the content ever had, by letter."""
    numbers: dict[str, int] = dict(content.get("last") or {})
    for anchor in _anchors(content):
        numbers[anchor[0]] = max(numbers.get(anchor[0], 0), int(anchor[1:]))
    return numbers


def _anchors(content: Mapping[str, Any]) -> Iterator[str]:
    for name in ANCHORED:
        yield from (row["id"] for row in content.get(name, ()) if row.get("id"))
