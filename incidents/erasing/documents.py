"""Documents without the words that have to go. What replaces them is valid where they were."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from incidents.erasing.words import BARE_MARK, Words
from incidents.yamltree import step

INSTEAD = (BARE_MARK, "https://erased.invalid/", "und")
"""Where nothing of the text can stay: of a name, an address, a language, which BCP 47 calls undetermined."""
ON_ONE_LINE = r"^[^\n\r]*$"
"""The pattern of texts that are free but for the ends of lines."""

Document = TypeVar("Document", bound=msgspec.Struct)


@dataclass(frozen=True)
class Traces:
    """Where words are, as a person finds it: `KF-15, revision 2, /summary`."""

    places: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    """Where they stay, since nothing else is possible there: references, vocabulary, dates."""

    def __add__(self, other: "Traces") -> "Traces":
        return Traces(self.places + other.places, self.left + other.left)

    def within(self, where: str) -> "Traces":
        return Traces(
            tuple(f"{where}{place}" for place in self.places), tuple(f"{where}{place}" for place in self.left)
        )


def counted(traces: Traces) -> str:
    return "1 text" if len(traces.places) == 1 else f"{len(traces.places):,} texts"


def erase(document: Document, words: Words) -> tuple[Document, Traces]:
    """The document without the words, and JSON pointers to where they were, one for each text."""
    walk = _Walk(words)
    erased = walk.value(document, _type_of(type(document)), "")
    return erased, Traces(tuple(walk.places), tuple(walk.left))


@cache
def _type_of(struct: type[msgspec.Struct]) -> inspect.Type:
    return inspect.type_info(struct)


@dataclass
class _Walk:
    words: Words
    places: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)

    def value(self, value: Any, kind: inspect.Type, pointer: str) -> Any:
        walks: dict[type, Callable[..., Any]] = {
            inspect.Metadata: self._annotated,
            inspect.UnionType: self._optional,
            inspect.StructType: self._struct,
            inspect.VarTupleType: self._tuple,
            inspect.DictType: self._dict,
            inspect.StrType: self._text,
        }
        walk = walks.get(type(kind))
        return walk(value, kind, pointer) if walk else value

    def _annotated(self, value: Any, kind: inspect.Metadata, pointer: str) -> Any:
        if "facet" in (kind.extra or {}):
            return self._kept(value, pointer)
        return self.value(value, kind.type, pointer)

    def _tuple(self, value: tuple[Any, ...], kind: inspect.VarTupleType, pointer: str) -> tuple[Any, ...]:
        items = enumerate(value)
        return tuple(self.value(item, kind.item_type, step(pointer, place)) for place, item in items)

    def _optional(self, value: Any, kind: inspect.UnionType, pointer: str) -> Any:
        """A number that reads like one of the words is unknown from now on."""
        if value is None:
            return None
        if isinstance(value, int | float):
            if not self.words.are_in(str(value)):
                return value
            self.places.append(pointer)
            return None
        (choice,) = (one for one in kind.types if not isinstance(one, inspect.NoneType))
        return self.value(value, choice, pointer)

    def _struct(self, value: msgspec.Struct, kind: inspect.StructType, pointer: str) -> msgspec.Struct:
        before = {one.name: getattr(value, one.name) for one in kind.fields}
        after = {
            one.name: self.value(before[one.name], one.type, step(pointer, one.name)) for one in kind.fields
        }
        changed = {name: item for name, item in after.items() if item != before[name]}
        return msgspec.structs.replace(value, **changed) if changed else value

    def _dict(self, value: dict[str, Any], kind: inspect.DictType, pointer: str) -> dict[str, Any]:
        erased: dict[str, Any] = {}
        for name, item in value.items():
            key = self.words.replaced(name)
            if key != name:
                self.places.append(pointer)
            while key in erased:  # the mark has made two names equal
                key += BARE_MARK
            erased[key] = self.value(item, kind.value_type, step(pointer, key))
        return erased

    def _text(self, text: str, kind: inspect.StrType, pointer: str) -> str:
        is_free = kind.pattern in {None, ON_ONE_LINE}
        if not (self.words.are_in(text) if is_free else self.words.are_in_name(text)):
            return text
        for replaced in self._ways(text, kind, is_free=is_free):
            if not kind.pattern or re.search(kind.pattern, replaced):
                self.places.append(pointer)
                return replaced
        return self._kept(text, pointer)

    def _ways(self, text: str, kind: inspect.StrType, *, is_free: bool) -> Iterator[str]:
        """What may replace the text, the fullest first."""
        if is_free:
            yield self.words.replaced(text)[: kind.max_length]
        yield self.words.replaced_in_name(text)[: kind.max_length].strip("-")
        yield from INSTEAD

    def _kept(self, value: str, pointer: str) -> str:
        if self.words.are_in_name(value):
            self.left.append(pointer)
        return value
