"""Moments: points in time as far as they are known.

`2019`, `2019-05`, `2019-05-21T11Z`, `2019-05-21T11:58Z`; relative to the start of an incident, `T+16m`;
a final `~` means about. The length is the precision.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import NamedTuple
from zoneinfo import ZoneInfo, available_timezones

from incidents.stories.fields import Moment

LENGTHS = {len("2019"): "year", len("2019-05"): "month", len("2019-05-21"): "day"}
DAY = len("2019-05-21")
CLOCKS = {
    len("2019-05-21T11"): "hour",
    len("2019-05-21T11:58"): "minute",
    len("2019-05-21T11:58:30"): "second",
}
OFFSET = re.compile(r"(?:Z|[+-][0-9]{2}:[0-9]{2})\Z")
STEP = re.compile(r"([0-9]+)([wdhms])")
UNITS = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes", "s": "seconds"}
WIDTHS = {
    "day": timedelta(days=1),
    "hour": timedelta(hours=1),
    "minute": timedelta(minutes=1),
    "second": timedelta(seconds=1),
}
ABOUT = "~"


class Span(NamedTuple):
    """The instants that a moment can mean: from `first`, before `last`."""

    first: datetime
    last: datetime


@dataclass(frozen=True)
class Clock:
    """What moments without offset and relative ones are read with."""

    zone: str | None = None
    start: Moment | None = None

    def span(self, moment: Moment) -> Span:
        """Raises `ValueError` for a relative moment without a start."""
        if is_relative(moment):
            if self.start is None:
                raise ValueError("there is no start that it could be relative to")
            first, last = self.span(self.start)
            step = distance(moment)
            return Span(first + step, last + step)
        first = instant(moment, zone=self.zone)
        if precision(moment) in {"year", "month"}:
            last = datetime.combine(last_day(moment), datetime.min.time(), first.tzinfo)
            last = _later(last, WIDTHS["day"])
        else:
            last = _later(first, WIDTHS[precision(moment)])
        # Times of one zone would be subtracted by the clock on the wall, whatever summer time does to it.
        return Span(first.astimezone(UTC), last.astimezone(UTC)) if self.zone else Span(first, last)


def _later(at: datetime, step: timedelta) -> datetime:
    """The calendar ends with the year 9999."""
    try:
        return at + step
    except OverflowError:
        return datetime.max.replace(tzinfo=at.tzinfo)


def is_about(moment: Moment) -> bool:
    return moment.endswith(ABOUT)


def is_relative(moment: Moment) -> bool:
    return moment.startswith("T")


def plain(moment: Moment) -> Moment:
    """Without the mark for “about”."""
    return moment.removesuffix(ABOUT)


def precision(moment: Moment) -> str:
    """`year`, `month`, `day`, `hour`, `minute` or `second`; of a relative moment its smallest unit."""
    if is_relative(moment):
        unit = STEP.findall(moment)[-1][1]
        return "day" if unit == "w" else UNITS[unit].removesuffix("s")
    length = len(_without_offset(moment))
    return LENGTHS.get(length) or CLOCKS[length]


def has_clock(moment: Moment) -> bool:
    """Whether it says a time of day."""
    return not is_relative(moment) and len(plain(moment)) > DAY


def has_offset(moment: Moment) -> bool:
    return has_clock(moment) and bool(OFFSET.search(plain(moment)))


def distance(moment: Moment) -> timedelta:
    """From the start to a relative moment."""
    steps = {UNITS[unit]: float(number) for number, unit in STEP.findall(moment)}
    return timedelta(**steps) * (-1 if moment[1] == "-" else 1)


def is_zone(name: str) -> bool:
    return name in _zones()


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_real(moment: Moment, clock: Clock = Clock()) -> bool:
    """Whether there is such a time; the pattern of a moment accepts `2019-02-30`."""
    try:
        clock.span(moment)
    except (ValueError, OverflowError):
        return False
    return True


def first_day(moment: Moment) -> date:
    """The earliest day that an absolute moment can mean. Raises `ValueError` if there is no such day."""
    day = plain(moment)
    return date.fromisoformat((day + "-01-01")[:DAY] if len(day) < DAY else day[:DAY])


def last_day(moment: Moment) -> date:
    first = first_day(moment)
    if precision(moment) == "year":
        return first.replace(month=12, day=31)
    if precision(moment) == "month":
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def is_before(one: Moment, other: Moment, clock: Clock = Clock()) -> bool:
    """Whether `one` is earlier, compared at the coarser precision of the two.

    Moments with and without offset are compared by the day: what the clock without offset says is uncertain.
    """
    if is_relative(one) or is_relative(other):
        return clock.span(one).last <= clock.span(other).first
    shorter = min(len(plain(one)), len(plain(other)), DAY)
    is_certain = clock.zone is not None or has_offset(one) == has_offset(other)
    if has_clock(one) and has_clock(other) and is_certain:
        return clock.span(one).last <= clock.span(other).first
    return one[:shorter] < other[:shorter]


def instant(moment: Moment, *, zone: str | None = None) -> datetime:
    """The earliest instant that an absolute moment can mean; without offset in `zone`, else UTC."""
    home = ZoneInfo(zone) if zone else UTC
    if not has_clock(moment):
        day = first_day(moment)
        return datetime(day.year, day.month, day.day, tzinfo=home)
    at = datetime.fromisoformat(plain(moment))
    return at if at.tzinfo else at.replace(tzinfo=home)


def _without_offset(moment: Moment) -> str:
    shown = plain(moment)
    return shown if len(shown) <= DAY else OFFSET.sub("", shown)
