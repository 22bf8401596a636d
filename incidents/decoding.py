"""Decoders of msgspec types, each built by one thread."""

from threading import Lock
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_building = Lock()


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a type.

    msgspec gathers what it knows of a type when it first meets it. Where a second thread meets the type
    meanwhile, the process ends by a segmentation fault: so no other module decodes to a type on its own.
    """
    found = _decoders.get(kind)
    if found is None:
        with _building:
            found = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return found


def convert(value: Any, kind: type[T]) -> T:
    """A plain value as that type; raises `msgspec.ValidationError`."""
    decoder(kind)  # gathers what msgspec knows of the type
    return msgspec.convert(value, kind)
