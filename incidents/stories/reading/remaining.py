"""Checks what remains of a document without its faulty values, so that one round reports all faults."""

from collections.abc import Iterator, Sequence
from typing import Any

from msgspec import inspect

from incidents import structs
from incidents.errors import Fault
from incidents.stories import anchors, checks
from incidents.stories.document import ANCHORED, Story
from incidents.yamltree import Plain, Tree, step

WIDELY_NEEDED = {"/occurred", "/occurred/start", *(f"/{name}" for name in ANCHORED)}
"""What other values refer to: their faults would follow from it."""


def faults(tree: Tree, found: Sequence[Fault]) -> Iterator[Fault]:
    """Yields faults between values, such as an anchor of no part, besides those `found` in single values.

    Yields nothing where too much is unreadable to say what would be at fault without that.
    """
    faulty = {fault.pointer for fault in found}
    if faulty & WIDELY_NEEDED or len(found) > structs.MAX_FAULTS:
        return
    reader = _RemainingReader(tree, faulty)
    try:
        story = reader.read(tree.value, inspect.type_info(Story), "")
    except _Unreadable:
        return
    unread = {*faulty, *reader.unread}
    for fault in checks.faults(anchors.numbered(story)):
        file = fault.pointer.removesuffix("/file")
        if f"{file}/body" not in unread and not any(_is_in(pointer, fault.pointer) for pointer in unread):
            yield tree.fault(fault.pointer, fault.message)


class _Unreadable(Exception):
    """More than single values cannot be read."""


class _RemainingReader:
    """Reads the values of a tree unchecked, without the faulty ones; their pointers are in `unread`."""

    def __init__(self, tree: Tree, faulty: set[str]) -> None:
        self._tree, self._faulty = tree, faulty
        self.unread: set[str] = set()

    def read(self, value: Plain, kind: inspect.Type, pointer: str) -> Any:
        match _of_one_type(kind):
            case inspect.StructType() as struct if isinstance(value, dict):
                return self._struct(value, struct, pointer)
            case inspect.VarTupleType(item_type=item) if isinstance(value, list):
                places = [step(pointer, index) for index in range(len(value))]
                is_of_parts = isinstance(_of_one_type(item), inspect.StructType)
                if not is_of_parts and any(self._is_faulty(place) for place in places):
                    return ()
                return tuple(self.read(one, item, place) for one, place in zip(value, places, strict=True))
            case inspect.StructType() | inspect.VarTupleType():
                raise _Unreadable
            case _:
                return value

    def _struct(self, value: dict[str, Plain], struct: inspect.StructType, pointer: str) -> Any:
        fields = {field.encode_name: field for field in struct.fields}
        if any(isinstance(value[name], list) for name in value if name not in fields):
            raise _Unreadable  # a misspelt list of parts
        held = {
            field.name: self.read(value[name], field.type, step(pointer, name))
            for name, field in fields.items()
            if value.get(name) is not None and not self._is_faulty(step(pointer, name))
        }
        return struct.cls(**{field.name: "" for field in struct.fields if field.required} | held)

    def _is_faulty(self, pointer: str) -> bool:
        if self._tree.origin(pointer) not in self._faulty:
            return False
        self.unread.add(pointer)
        return True


def _of_one_type(kind: inspect.Type) -> inspect.Type:
    """Without metadata and without `None`."""
    if isinstance(kind, inspect.Metadata):
        return _of_one_type(kind.type)
    if isinstance(kind, inspect.UnionType):
        return _of_one_type(next(one for one in kind.types if not isinstance(one, inspect.NoneType)))
    return kind


def _is_in(pointer: str, outer: str) -> bool:
    return pointer == outer or pointer.startswith(f"{outer}/")
