"""Query parameters: a struct declares them; what is read and what OpenAPI describes both follow from it.

`UNSET` is the default of a parameter without a value of its own; a tuple takes several values.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

import msgspec
from django.http import QueryDict
from msgspec import Meta, Struct, inspect

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import ProblemItem
from incidents.decoding import convert

MOST_VALUES = 50
LONGEST = 500
DEFAULT_LIMIT = 50
MOST_ON_A_PAGE = 200
SHOWN = 40
"""Characters shown of an unknown value, and suggestions listed for it."""
EMPTY = "is empty; write a value or leave the parameter out"
NUL = "holds the control character U+0000; remove it"
Moment = Annotated[datetime, Meta(tz=True)]
Limit = Annotated[int, Meta(ge=1, le=MOST_ON_A_PAGE, description="Results on a page.")]


class Parameters(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the query of one address may hold."""


Declared = TypeVar("Declared", bound=Parameters)


def text(description: str | None = None, *, least: int = 1, format: str | None = None) -> Meta:
    """Of a string. `format` names what it has to be one of, where only the data says which there are."""
    more = {"format": format} if format else None
    return Meta(min_length=least, max_length=LONGEST, description=description, extra_json_schema=more)


def several(description: str) -> Meta:
    """Of a tuple."""
    return Meta(min_length=1, max_length=MOST_VALUES, description=f"{description} Separated by commas.")


@dataclass
class Given(Generic[Declared]):
    """What was read, and the faults on the way. A value at fault is the default, or empty without one."""

    values: Declared
    faults: list[ProblemItem] = field(default_factory=list)

    def fault(self, name: str, message: str) -> None:
        self.faults.append(ProblemItem(parameter=name, message=message))

    def checked(self) -> Declared:
        """Raises `Failed` naming every fault."""
        if self.faults:
            detail = "; ".join(f"{fault.parameter} {fault.message}" for fault in self.faults)
            raise Failed(problems.INVALID_PARAMETERS, detail, faults=self.faults)
        return self.values


def read(declared: type[Declared], query: QueryDict) -> Given[Declared]:
    fields = _fields(declared)
    faults = [_unknown(name, fields) for name in query if name not in fields]
    values: dict[str, Any] = {}
    for name, one in fields.items():
        reading = _Reading(one.type)
        if name in query:
            reading.read(query.getlist(name))
        elif one.required:
            reading.faults.append("is missing")
        if reading.values:
            values[name] = tuple(reading.values) if reading.is_several else reading.values[0]
        elif one.required:
            values[name] = ""
        faults += [ProblemItem(parameter=name, message=message) for message in reading.faults]
    return Given(declared(**values), faults)


def refused(parameter: str, message: str) -> Failed:
    fault = ProblemItem(parameter=parameter, message=message)
    return Failed(problems.INVALID_PARAMETERS, f"{parameter}: {message}", faults=[fault])


def not_possible(value: str, words: Collection[str]) -> str:
    """What to write instead, as near as it comes."""
    if not value:
        return EMPTY
    near = get_close_matches(value.lower(), words, n=3, cutoff=0.5)
    shown = sorted(words)
    among = ", ".join(shown[:SHOWN]) + (f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else "")
    hint = f"did you mean {' or '.join(near)}?" if near else f"choose one of: {among}"
    if not words:
        hint = "nothing of that name is known here"
    return f"“{value[:SHOWN]}” is not possible here; {hint}"


class _Reading:
    """The values of the parameters, and the faults of those that are wrong."""

    def __init__(self, kind: inspect.Type) -> None:
        bare = kind.type if isinstance(kind, inspect.Metadata) else kind
        self.is_several = isinstance(bare, inspect.VarTupleType)
        self._kind = bare.item_type if isinstance(bare, inspect.VarTupleType) else kind
        self.values: list[Any] = []
        self.faults: list[str] = []

    def read(self, given: list[str]) -> None:
        """Several are repeated, or separated by commas."""
        if self.is_several:
            given = [value for written in given for value in written.split(",")]
            if len(given) > MOST_VALUES:
                self.faults.append(f"has {len(given)} values; {MOST_VALUES} are possible")
        elif len(given) > 1:
            self.faults.append(f"is given {len(given)} times; give it once")
        for value in dict.fromkeys(given[:MOST_VALUES]):
            try:
                self.values.append(_converted(value, self._kind))
            except ValueError as error:
                self.faults.append(str(error))


def _converted(value: str, kind: inspect.Type) -> Any:
    """Raises `ValueError` saying what to write instead."""
    if "\0" in value:
        raise ValueError(NUL)
    match kind:
        case inspect.Metadata():
            return _hinted(value, kind)
        case inspect.LiteralType():
            return _choice(value, {str(word): word for word in kind.values})
        case inspect.BoolType():
            return _choice(value, {"true": True, "false": False})
        case inspect.IntType():
            return _number(value, kind)
        case inspect.DateTimeType():
            return _moment(value)
        case inspect.StrType():
            return _string(value, kind)
    raise TypeError(f"a parameter of this type cannot be read: {kind}")


def _hinted(value: str, kind: inspect.Metadata) -> Any:
    """A string whose pattern says less to people than the `hint` that its declaration holds."""
    try:
        return _converted(value, kind.type)
    except ValueError as error:
        hint = (kind.extra or {}).get("hint")
        raise (ValueError(f"“{value[:SHOWN]}” is not possible here; {hint}") if hint else error) from None


def _choice(value: str, words: Mapping[str, Any]) -> Any:
    if value not in words:
        raise ValueError(not_possible(value, words))
    return words[value]


def _number(value: str, kind: inspect.IntType) -> int:
    least, most = kind.ge or 0, kind.le or 0
    is_number = value.isascii() and value.isdigit() and len(value) <= len(str(most))
    if not is_number or not least <= int(value) <= most:
        raise ValueError(f"“{value[:SHOWN]}” is not possible here; write a number from {least} to {most}")
    return int(value)


def _moment(value: str) -> datetime:
    try:
        if " " not in value:  # which the library takes for a “T”
            return convert(value, Moment)
    except msgspec.ValidationError:
        pass
    hint = "“+” is written %2B in an address" if " " in value else "write 2026-03-02T10:30:00Z"
    raise ValueError(f"“{value[:SHOWN]}” is no time with an offset; {hint}")


def _string(value: str, kind: inspect.StrType) -> str:
    most = kind.max_length or LONGEST
    if len(value) > most:
        raise ValueError(f"is {len(value)} characters long; {most} are possible")
    if len(value) < (kind.min_length or 0):
        raise ValueError(EMPTY)
    if kind.pattern is not None and not re.search(kind.pattern, value):
        raise ValueError(f"“{value[:SHOWN]}” does not have the form {kind.pattern}")
    return value


@cache
def _fields(declared: type[Parameters]) -> Mapping[str, inspect.Field]:
    described = inspect.type_info(declared)
    fields = described.fields if isinstance(described, inspect.StructType) else ()
    return {one.name: one for one in fields}


def _unknown(name: str, known: Collection[str]) -> ProblemItem:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known) or 'none'}"
    return ProblemItem(parameter=name[:LONGEST], message=f"is no parameter of this address; {hint}")
