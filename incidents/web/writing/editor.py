"""The editor of a draft, shaped for its templates: sections, rows, fields and their faults."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from incidents.errors import Fault
from incidents.models import Draft, Team
from incidents.stories.drafting import (
    SECTIONS,
    Composed,
    FormField,
    FormGroup,
    FormSection,
    RowList,
)
from incidents.stories.drafting.documents import LACKS
from incidents.web.parts.labels import spoken

Errors = Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class EditorField:
    """`values`: what was typed, several for words of a vocabulary; `options`: value and words of a choice."""

    field: FormField
    name: str
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    errors: Sequence[str]

    @property
    def value(self) -> str:
        return self.values[0]

    @property
    def rows(self) -> int:
        """Lines of its field on the page."""
        return min(max(len(self.value) // 70, self.value.count("\n")) + 2, 20)


@dataclass(frozen=True)
class EditorGroup:
    fields: tuple[EditorField, ...]
    more: tuple[EditorField, ...]
    lists: tuple["EditorList", ...]

    @property
    def has_open_more(self) -> bool:
        return any(one.errors for one in self.more)


@dataclass(frozen=True)
class EditorRow:
    name: str
    anchor: str
    errors: Sequence[str]
    group: EditorGroup


@dataclass(frozen=True)
class EditorList:
    name: str
    one: str
    rows: tuple[EditorRow, ...]


@dataclass(frozen=True)
class EditorSection:
    """`has_faults`: whether a fault is about something inside."""

    section: FormSection
    group: EditorGroup
    has_faults: bool

    @property
    def is_open(self) -> bool:
        """What is empty is folded, unless it is about the whole story."""
        return self.has_faults or self.count > 0 or bool(self.group.fields)

    @property
    def count(self) -> int:
        return sum(len(one.rows) for one in self.group.lists)


@dataclass(frozen=True)
class FaultLine:
    """A fault in the list on top. `name`: the field or row it leads to, empty where there is none."""

    name: str
    label: str
    message: str


def sections(draft: Draft, errors: Errors) -> Iterator[EditorSection]:
    for section in SECTIONS:
        group = _group(section.group, draft.content, "", errors)
        names = {one.name for one in section.group.every} | {one.name for one in section.group.lists}
        faulty = any(name in names or name.partition(".")[0] in names for name in errors)
        yield EditorSection(section, group, faulty)


def errors(meant: Composed, faults: Iterable[Fault]) -> dict[str, list[str]]:
    """Messages by the name of the field or row."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        found.setdefault(_name(meant, fault), []).append(_message(fault))
    return found


def lines(meant: Composed, faults: Iterable[Fault]) -> Iterator[FaultLine]:
    for fault in faults:
        name = _name(meant, fault)
        yield FaultLine(name, _said(name) if name else fault.pointer.strip("/"), _message(fault))


def teams(chosen: str, own: Iterable[Team]) -> list[tuple[str, str]]:
    """Slug and name; a choice that is not possible any more stays to be seen."""
    offered = [(team.slug, team.name) for team in own]
    return [("", "no team"), *offered, *([(chosen, chosen)] if chosen not in {"", *dict(offered)} else [])]


def _name(meant: Composed, fault: Fault) -> str:
    return {"/team": "team", "/reason": "reason"}.get(fault.pointer) or meant.name_of(fault)


def _message(fault: Fault) -> str:
    return "is needed" if LACKS.match(fault.message) else fault.message


def _said(name: str) -> str:
    """`symptoms.1.failure_mode` as “Symptoms 2 failure mode”."""
    steps = [str(int(step) + 1) if step.isdecimal() else step for step in name.split(".")]
    return spoken(" ".join(steps))


def _group(group: FormGroup, content: Mapping[str, Any], prefix: str, errors: Errors) -> EditorGroup:
    return EditorGroup(
        fields=tuple(_field(one, content, prefix, errors) for one in group.fields),
        more=tuple(_field(one, content, prefix, errors) for one in group.more),
        lists=tuple(_list(one, content, prefix, errors) for one in group.lists),
    )


def _list(inside: RowList, content: Mapping[str, Any], prefix: str, errors: Errors) -> EditorList:
    name = f"{prefix}{inside.name}"
    rows = (
        EditorRow(
            name=f"{name}.{number}",
            anchor=row.get("id", ""),
            errors=errors.get(f"{name}.{number}", ()),
            group=_group(inside.group, row, f"{name}.{number}.", errors),
        )
        for number, row in enumerate(content.get(inside.name, ()))
    )
    return EditorList(name, inside.one, tuple(rows))


def _field(field: FormField, content: Mapping[str, Any], prefix: str, errors: Errors) -> EditorField:
    typed = content.get(field.name) or ""
    name = f"{prefix}{field.name}"
    values = (*typed, "") if field.kind == "words" else (str(typed),)
    return EditorField(field, name, values, _options(field, values[0]), errors.get(name, ()))


def _options(field: FormField, value: str) -> tuple[tuple[str, str], ...]:
    if field.kind == "yes_no":
        return (("", "not known"), ("yes", "Yes"), ("no", "No"))
    if field.kind != "choice":
        return ()
    empty = spoken(field.default) if field.default else "choose …" if field.required else "not known"
    known = [word for word in field.choices if word != field.default]
    unknown = [value] if value not in {"", field.default, *known} else []
    return (("", empty), *((word, spoken(word)) for word in (*known, *unknown)))
