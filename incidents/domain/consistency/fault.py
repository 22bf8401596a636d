from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

TOGETHER = 50
"""Rows that are held at a time."""


@dataclass(frozen=True)
class StoreFault:
    subject: str
    """What it is about, such as `KF-15`."""
    says: str
    remedy: str
    """What to do."""


@dataclass(frozen=True)
class StoreCheck:
    name: str
    about: str
    """In words, for people."""
    faults: Callable[[], Iterable[StoreFault]]


def batches(rows: "QuerySet[Any]") -> Iterator[list[Any]]:
    """All rows in the order of their keys, some at a time."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:TOGETHER]):
        yield batch
        last = batch[-1].pk
