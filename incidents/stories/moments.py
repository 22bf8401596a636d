"""Points in time known only as far as somebody knows them: `2019`, `2019-05`, `2019-05-21T11:58Z`."""

import calendar
from datetime import UTC, date, datetime

from incidents.stories.document import Moment

LENGTHS = {4: "year", 7: "month", 10: "day"}


def precision(moment: Moment) -> str:
    return LENGTHS.get(len(moment), "minute" if moment.count(":") == 1 + ("+" in moment[10:]) else "second")


def is_real(moment: Moment) -> bool:
    """Whether the day exists: the pattern of a moment lets `2019-02-30` through."""
    try:
        first_day(moment)
        if len(moment) > len("2019-05-21"):
            datetime.fromisoformat(moment)
    except ValueError:
        return False
    return True


def first_day(moment: Moment) -> date:
    """The earliest day the moment can mean; `ValueError` where there is no such day."""
    return date.fromisoformat(
        (moment + "-01-01")[: len("2019-01-01")] if len(moment) < len("2019-01-01") else moment[:10]
    )


def last_day(moment: Moment) -> date:
    first = first_day(moment)
    if len(moment) == len("2019"):
        return first.replace(month=12, day=31)
    if len(moment) == len("2019-05"):
        return first.replace(day=calendar.monthrange(first.year, first.month)[1])
    return first


def is_before(one: Moment, other: Moment) -> bool:
    """Whether `one` is earlier, compared at the coarser precision of the two."""
    length = min(len(one), len(other))
    if length > len("2019-05-21"):
        return instant(one) < instant(other)
    return one[:length] < other[:length]


def instant(moment: Moment) -> datetime:
    """The earliest instant the moment can mean; without an offset it is UTC."""
    if len(moment) <= len("2019-05-21"):
        day = first_day(moment)
        return datetime(day.year, day.month, day.day, tzinfo=UTC)
    at = datetime.fromisoformat(moment)
    return at if at.tzinfo else at.replace(tzinfo=UTC)
