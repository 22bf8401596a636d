"""A stretch of a list that holds a page: to put a million stories in order for twenty of them takes long."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pyroaring import BitMap

from incidents.domain.search import paging
from incidents.domain.search.bitmaps import UNKNOWN, Bitmaps

FEW = 2_000
"""Number of stories that PostgreSQL sorts within a millisecond or two."""


@dataclass(frozen=True)
class Stretch:
    stories: BitMap
    skipped: int = 0
    """Number of stories sorted before all of these."""


def stretch(
    bitmaps: Bitmaps, found: BitMap, sort: str, *, most: int, skip: int = 0, position: str | None = None
) -> Stretch:
    """Of what was found, at least the `most` that come after the skipped ones, or after the cursor.

    Raises `Refused` where the cursor belongs to another order.
    """
    if len(found) <= FEW:
        return Stretch(found)
    begins = _coarse(paging.read(position, sort)) if position else None
    stories, skipped, wanted = BitMap(), 0, skip + most
    for value, having in _in_order(bitmaps, sort, begins):
        here = found & having
        if not stories and skipped + len(here) <= skip:
            skipped += len(here)
            continue
        stories |= here
        if value == begins:
            wanted += len(here)  # all of these may precede the cursor
        if skipped + len(stories) >= wanted:
            break
    return Stretch(stories, skipped)


def _in_order(bitmaps: Bitmaps, sort: str, begins: str | None) -> Iterator[tuple[str, BitMap]]:
    """The stories by the coarse value of what they are ordered by; what is unknown comes last."""
    first = paging.ORDERS[sort][0]
    kept = bitmaps.of(first.lstrip("-"))
    falling = first.startswith("-")
    for value in reversed(kept) if falling else kept:
        if UNKNOWN not in {value, begins} and not _is_before(value, begins, falling=falling):
            yield value, kept[value]
    if UNKNOWN in kept:
        yield UNKNOWN, kept[UNKNOWN]


def _is_before(value: str, begins: str | None, *, falling: bool) -> bool:
    return begins is not None and (value > begins if falling else value < begins)


def _coarse(values: list[Any]) -> str:
    """The values of a cursor as the bitmaps keep them."""
    first = values[0]
    if isinstance(first, datetime):
        day = first.astimezone(UTC).date()
        return (day - timedelta(days=day.weekday())).isoformat()
    if isinstance(first, date):
        return first.replace(day=1).isoformat()
    return f"{first}:{values[1] // 1_000:07}" if first else UNKNOWN
