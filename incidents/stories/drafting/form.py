"""Fields of the form of a story. What kind of field each is follows from the type in the document."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import msgspec
from msgspec import inspect

from incidents.stories.document import ANCHORED

FormKind = Literal[
    "line", "text", "code", "choice", "yes_no", "tick", "word", "words", "listed", "lines", "number"
]
"""`words`: of a vocabulary, one a field; `listed`: between commas; `lines`: one a line."""
LONG = 5_000
"""Characters from which on a text has a field of several lines."""
VERBATIM = frozenset({"observable", "command", "body"})
ON_ONE_LINE = r"^[^\n\r]*$"


@dataclass(frozen=True)
class FormField:
    """`name`: as in the document, with a dot before a field of a part inside: `severity.level`."""

    name: str
    label: str
    hint: str
    kind: FormKind
    required: bool
    facet: str = ""
    choices: tuple[str, ...] = ()
    default: str = ""
    """What an empty choice means."""

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.name.split("."))


@dataclass(frozen=True)
class FormGroup:
    """Fields that stand together. `more`: those that are folded away; `lists`: rows inside."""

    fields: tuple[FormField, ...] = ()
    more: tuple[FormField, ...] = ()
    lists: tuple["RowList", ...] = ()

    @property
    def every(self) -> tuple[FormField, ...]:
        return self.fields + self.more


@dataclass(frozen=True)
class RowList:
    """A list of parts. `one`: what a row is called; `letter`: of anchors, empty where parts have none."""

    name: str
    one: str
    group: FormGroup

    @property
    def letter(self) -> str:
        return ANCHORED.get(self.name, "")


def group(
    struct: type[msgspec.Struct],
    fields: dict[str, tuple[str, str]],
    more: dict[str, tuple[str, str]] | None = None,
    *lists: RowList,
) -> FormGroup:
    """`fields` and `more`: label and hint by name."""
    return FormGroup(
        fields=tuple(_field(struct, name, *said) for name, said in fields.items()),
        more=tuple(_field(struct, name, *said) for name, said in (more or {}).items()),
        lists=lists,
    )


def _field(struct: type[msgspec.Struct], name: str, label: str, hint: str) -> FormField:
    one = _of_document(struct, name)
    bare, extra = _bare(one.type)
    facet = str(extra.get("facet", ""))
    kind = _kind(name.rpartition(".")[2], bare, facet)
    choices = tuple(map(str, bare.values)) if isinstance(bare, inspect.LiteralType) else ()
    default = one.default if isinstance(one.default, str) else ""
    return FormField(name, label, hint, kind, one.required, facet, choices, default)


def _of_document(struct: type[msgspec.Struct], name: str) -> Any:
    first, _, rest = name.partition(".")
    (one,) = (field for field in _info(struct).fields if field.encode_name == first)
    return _of_document(_bare(one.type)[0].cls, rest) if rest else one


@cache
def _info(struct: type[msgspec.Struct]) -> Any:
    return inspect.type_info(struct)


def _bare(kind: inspect.Type) -> tuple[Any, dict[str, Any]]:
    """The type without metadata and `None`, and what the metadata says besides."""
    if isinstance(kind, inspect.Metadata):
        bare, extra = _bare(kind.type)
        return bare, extra | (kind.extra or {})
    if isinstance(kind, inspect.UnionType):
        return _bare(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    if isinstance(kind, inspect.VarTupleType):
        _, extra = _bare(kind.item_type)
        return kind, extra
    return kind, {}


def _kind(name: str, bare: inspect.Type, facet: str) -> FormKind:
    if isinstance(bare, inspect.VarTupleType):
        item, _ = _bare(bare.item_type)
        return "words" if facet else "lines" if item.pattern == ON_ONE_LINE else "listed"
    if isinstance(bare, inspect.LiteralType):
        return "choice"
    if isinstance(bare, inspect.BoolType):
        return "yes_no" if name in {"alert_fired", "pointed_to_problem"} else "tick"
    if isinstance(bare, inspect.IntType | inspect.FloatType):
        return "number"
    if facet:
        return "word"
    is_long = (getattr(bare, "max_length", None) or 0) >= LONG
    return "code" if is_long and name in VERBATIM else "text" if is_long else "line"
