"""Decoders of msgspec types, built under a lock because msgspec is not thread-safe there."""

from threading import Lock
from typing import Any, TypeVar

import msgspec

T = TypeVar("T")

_decoders: dict[Any, msgspec.json.Decoder[Any]] = {}
_building = Lock()


def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a type.

    msgspec inspects a type on first use. If a second thread uses the type at the same time, the process ends
    with a segmentation fault, so all modules get their decoders here.
    """
    found = _decoders.get(kind)
    if found is None:
        with _building:
            found = _decoders.setdefault(kind, msgspec.json.Decoder(kind))
    return found


def convert(value: Any, kind: type[T]) -> T:
    """The plain value as that type. Raises `msgspec.ValidationError`."""
    decoder(kind)  # lets msgspec inspect the type under the lock
    return msgspec.convert(value, kind)
