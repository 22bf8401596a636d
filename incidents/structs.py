"""Converts plain values to msgspec structs and, unlike the library, reports every fault."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from incidents.decoding import convert
from incidents.errors import Fault, Refused
from incidents.yamltree import NOT_TEXT, Plain, Tree, step

EMPTY = "is empty; leave the field out where nothing is known"

UNKNOWN = "is no field of this part"
CUT_OFF = (
    "follows a comma, which ended the text before it; put a text with a comma in quotes, "
    "and write a number without one"
)

MAX_FAULTS = 500
"""A limit, because every fault costs a search for similar words."""

MOST_SHOWN = 8
"""Of a longer list of choices, a fault shows only the nearest, if one is near."""

MAX_NUMBER = 10**18
"""A limit, because readers of JSON and YAML disagree about larger integers."""

Struct = TypeVar("Struct", bound=msgspec.Struct)
Found = Iterator[tuple[str, str]]


class Wording(msgspec.Struct, frozen=True):
    """The wording of a refusal: its summary, explanations of patterns, and objections to terms."""

    refused: str
    patterns: Mapping[str, str]
    objection: Callable[[str, str], str | None] = lambda *_: None
    verbatim: bool = False
    """Whether text may be empty or hold any character, for input that is analysed and not stored."""


def from_tree(tree: Tree, struct: type[Struct], *, words: Wording) -> Struct:
    """Converts a tree. Raises `Refused` with up to `MAX_FAULTS` faults, in the order of the lines."""
    found = list(islice(_faults(tree.value, inspect.type_info(struct), "", words), MAX_FAULTS + 1))
    faults = [_located(tree, *fault) for fault in found[:MAX_FAULTS]]
    faults.sort(key=lambda fault: (fault.line or 0, fault.column or 0))
    if len(found) > MAX_FAULTS:
        faults.append(tree.fault("", f"has more than {MAX_FAULTS} faults; these are the first"))
    if faults:
        raise Refused(words.refused, faults)
    try:
        return convert(tree.value, struct)
    except msgspec.ValidationError as error:
        raise Refused(words.refused, [tree.fault("", str(error))]) from None


def _located(tree: Tree, pointer: str, message: str) -> Fault:
    if tree.places and message.startswith(UNKNOWN) and tree.places.is_cut_off(tree.origin(pointer)):
        return tree.fault(pointer, CUT_OFF)
    return tree.fault(pointer, message)


def lean(struct: Struct) -> Struct:
    """The struct with the default objects themselves, so that equal documents are encoded equally."""
    fields = msgspec.structs.fields(struct)
    defaults = {one.name: one.default for one in fields if getattr(struct, one.name) == one.default}
    return msgspec.structs.replace(struct, **defaults)


def _faults(value: Plain, kind: inspect.Type, pointer: str, words: Wording) -> Found:
    match kind:
        case inspect.Metadata():
            yield from _marked(value, kind, pointer, words)
        case inspect.UnionType():
            yield from _optional(value, kind, pointer, words)
        case inspect.StructType():
            yield from _struct(value, kind, pointer, words)
        case inspect.VarTupleType():
            yield from _list(value, kind, pointer, words)
        case inspect.DictType():
            if not isinstance(value, dict):
                yield pointer, "has to hold fields"
                return
            for name, item in value.items():
                yield from _faults(item, kind.value_type, step(pointer, name), words)
        case _:
            yield from _scalar(value, kind, pointer, words)


def _list(value: Plain, kind: inspect.VarTupleType, pointer: str, words: Wording) -> Found:
    if not isinstance(value, list):
        yield pointer, "has to be a list"
    elif kind.max_length is not None and len(value) > kind.max_length:
        yield pointer, f"has {len(value):,} entries; {kind.max_length:,} are possible"
    elif len(value) < (kind.min_length or 0):
        yield pointer, "is an empty list; put something into it"
    else:
        for index, item in enumerate(value):
            yield from _faults(item, kind.item_type, step(pointer, index), words)


def _optional(value: Plain, kind: inspect.UnionType, pointer: str, words: Wording) -> Found:
    if value is None:
        return
    choices = [choice for choice in kind.types if not isinstance(choice, inspect.NoneType)]
    if len(choices) == 1:
        yield from _faults(value, choices[0], pointer, words)
    elif isinstance(value, bool) or not isinstance(value, int | float):
        yield pointer, "has to be a number"
    elif not abs(value) < MAX_NUMBER:
        yield pointer, f"has to be a number below {MAX_NUMBER:.0e}"


def _struct(value: Plain, kind: inspect.StructType, pointer: str, words: Wording) -> Found:
    if not isinstance(value, dict):
        yield pointer, f"has to hold fields: {', '.join(field.encode_name for field in kind.fields)}"
        return
    fields = {field.encode_name: field for field in kind.fields}
    for name in [name for name in value if name not in fields and name != kind.tag_field]:
        near = get_close_matches(name, fields, n=1, cutoff=0.6) if len(name) <= 80 else []
        hint = f"did you mean “{near[0]}”?" if near else f"known here: {', '.join(fields)}."
        yield step(pointer, name), f"{UNKNOWN}; {hint}"
    for name, field in fields.items():
        if name in value:
            yield from _faults(value[name], field.type, step(pointer, name), words)
        elif field.required:
            yield pointer, f"lacks “{name}”"


def _marked(value: Plain, kind: inspect.Metadata, pointer: str, words: Wording) -> Found:
    """A type with metadata. An objection of a vocabulary says more than a pattern, so it comes first."""
    facet = (kind.extra or {}).get("facet")
    objection = words.objection(facet, str(value)) if facet and _is_word(value) else None
    if objection is not None:
        yield pointer, objection
    else:
        yield from _faults(value, kind.type, pointer, words)


def _is_word(value: Plain) -> bool:
    return isinstance(value, str) and bool(value.strip()) and len(value) <= 80 and not NOT_TEXT.search(value)


def _scalar(value: Plain, kind: inspect.Type, pointer: str, words: Wording) -> Found:
    if isinstance(kind, inspect.LiteralType):
        yield from _choice(value, kind.values, pointer)
    elif isinstance(kind, inspect.BoolType):
        if not isinstance(value, bool):
            yield pointer, "has to be true or false"
    elif isinstance(kind, inspect.IntType):
        yield from _whole_number(value, kind, pointer)
    elif isinstance(kind, inspect.StrType):
        yield from _string(value, kind, pointer, words)
    else:
        raise TypeError(f"the struct holds a type its reader does not know: {kind}")


def _choice(value: Plain, values: Collection[Any], pointer: str) -> Found:
    if value in values and not isinstance(value, bool):
        return
    words = sorted(map(str, values))
    if value is None or value == "":
        yield pointer, EMPTY
        return
    shown = value if isinstance(value, str) and len(value) <= 80 else "this value"
    near = get_close_matches(shown, words, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"choose one of: {', '.join(words)}."
    if near and len(words) <= MOST_SHOWN:
        hint += f" Possible: {', '.join(words)}."
    yield pointer, f"“{shown}” is not possible; {hint}"


def _whole_number(value: Plain, kind: inspect.IntType, pointer: str) -> Found:
    least, most = kind.ge or 0, MAX_NUMBER if kind.le is None else kind.le
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        yield pointer, f"has to be a whole number from {least} to {most}"


def _string(value: Plain, kind: inspect.StrType, pointer: str, words: Wording) -> Found:
    if words.verbatim:
        yield from _verbatim(value, kind, pointer, words)
    elif value is None or value == "":
        yield pointer, EMPTY
    elif not isinstance(value, str):
        yield pointer, _not_text(value)
    elif kind.max_length is not None and len(value) > kind.max_length:
        yield pointer, f"is {len(value):,} characters long; {kind.max_length:,} are possible"
    elif found := NOT_TEXT.search(value):
        yield pointer, f"holds the control character U+{ord(found.group()):04X}; remove it"
    elif not value.strip():
        yield pointer, EMPTY
    elif kind.pattern is not None and not re.fullmatch(kind.pattern, value):
        yield pointer, f"“{value[:80]}”: {_explained(kind.pattern, words)}"


def _verbatim(value: Plain, kind: inspect.StrType, pointer: str, words: Wording) -> Found:
    if not isinstance(value, str):
        yield pointer, "has to be text"
    elif kind.max_length is not None and len(value) > kind.max_length:
        yield pointer, f"is {len(value):,} characters long; {kind.max_length:,} are possible"
    elif len(value) < (kind.min_length or 0):
        yield pointer, "is empty"
    elif kind.pattern is not None and not re.search(kind.pattern, value):
        yield pointer, _explained(kind.pattern, words)


def _not_text(value: Plain) -> str:
    if isinstance(value, bool):
        return "is read as true or false; put it in quotes"
    return "is read as a number; put it in quotes" if isinstance(value, int | float) else "has to be text"


def _explained(pattern: str, words: Wording) -> str:
    if pattern in words.patterns:
        return words.patterns[pattern]
    if anchor := re.match(r"\^\[([a-z]+)\]\[", pattern):
        return f"write an anchor such as {' or '.join(f'{letter}1' for letter in anchor.group(1))}"
    if pattern.startswith("^https?"):
        return "write an address that starts with http:// or https://"
    return f"does not have the form {pattern}"
