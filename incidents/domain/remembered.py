"""Answers that this process remembers: the state of the index is in their keys, so a save makes others."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Any, TypeVar

MOST = 500
"""Answers that are kept; one is some kilobytes."""
Answer = TypeVar("Answer")

_lock = Lock()
_kept: OrderedDict[Hashable, Any] = OrderedDict()


def remembered(key: Hashable, make: Callable[[], Answer]) -> Answer:
    """What `make` answered before for the same key, or answers now."""
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            known: Answer = _kept[key]
            return known
    made = make()
    with _lock:
        _kept[key] = made
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return made


def forget() -> None:
    """For tests, which take back what they have written."""
    with _lock:
        _kept.clear()
