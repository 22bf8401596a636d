"""Moments, points in time of any precision: `2019`, `2019-05`, `2019-05-21T11:58Z`."""

import calendar
from datetime import UTC, date, datetime

from incidents.stories.document import Moment

LENGTHS = {len("2019"): "year", len("2019-05"): "month", len("2019-05-21"): "day"}
DAY = len("2019-05-21")
CLOCKS = {len("2019-05-21T11:58"): "minute", len("2019-05-21T11:58:30"): "second"}


def precision(moment: Moment) -> str:
    return LENGTHS.get(len(moment)) or CLOCKS[len(_without_offset(moment))]


def has_offset(moment: Moment) -> bool:
    return _without_offset(moment) != moment


def is_real(moment: Moment) -> bool:
    """Whether the day exists; the pattern of a moment accepts `2019-02-30`."""
    try:
        first_day(moment)
        if len(moment) > DAY:
            datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def first_day(moment: Moment) -> date:
    """The earliest day that the moment can mean. Raises `ValueError` if there is no such day."""
    return date.fromisoformat((moment + "-01-01")[:DAY] if len(moment) < DAY else moment[:DAY])


def last_day(moment: Moment) -> date:
    first = first_day(moment)
    if precision(moment) == "year":
        return first.replace(month=12, day=31)
    if precision(moment) == "month":
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def is_before(one: Moment, other: Moment) -> bool:
    """Whether `one` is earlier, compared at the coarser precision of the two."""
    length = min(len(one), len(other))
    if length <= DAY or has_offset(one) != has_offset(other):
        return one[: min(length, DAY)] < other[: min(length, DAY)]
    if "minute" in {precision(one), precision(other)}:
        return instant(one).replace(second=0) < instant(other).replace(second=0)
    return instant(one) < instant(other)


def instant(moment: Moment) -> datetime:
    """The earliest instant that the moment can mean; UTC if it has no offset."""
    if len(moment) <= DAY:
        day = first_day(moment)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    at = datetime.fromisoformat(moment)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _without_offset(moment: Moment) -> str:
    clock = moment[DAY:]
    for sign in ("Z", "+", "-"):
        clock = clock.partition(sign)[0]
    return moment[:DAY] + clock
