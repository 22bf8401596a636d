"""The clock on the wall: gives times without a date or an offset their instant.

A time that is earlier than the one before is of the next day, unless it is earlier by an hour or less: lines
of a chat are not always in order. Where a clock was put back, the hour comes twice: the first one that is not
before the last time. Where it was put forward, there is an hour that never was.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from incidents.stories.fields import Moment
from incidents.stories.pasting.dates import DateParts
from incidents.stories.pasting.times import OFFSETS, TimeOfLine, Unreadable

OUT_OF_ORDER = timedelta(hours=1)
FAR = timedelta(hours=12)
FIRST_YEAR, LAST_YEAR = 1970, 2199


class Placed(NamedTuple):
    """An instant, how it is written, and the doubts about it: a word for the kind, and the sentence."""

    instant: datetime
    at: Moment
    doubts: tuple[tuple[str, str], ...] = ()


@dataclass
class WallClock:
    """`zone`: of times without an offset. `day`: of the last time, and of the next one without a date."""

    zone: ZoneInfo
    day: date
    month_first: bool = False
    last: datetime | None = None
    earliest: date | None = None

    def turn_to(self, written: DateParts) -> None:
        """To a day that a line names. Raises `Unreadable` where there is no such day."""
        self.day, self.last = self._day(written), None

    def place(self, one: TimeOfLine) -> Placed:
        """Raises `Unreadable` where there is no such day."""
        zone, doubts = self._zone(one)
        clock = time(one.hour, one.minute or 0, min(one.second or 0, 59))
        if one.date.month is not None:
            at, found = self._chosen(one, self._day(one.date), clock, zone)
        else:
            at, found = self._carried(one, clock, zone)
        self.last = at.astimezone(UTC)
        self.day = at.astimezone(self.zone).date()
        self.earliest = min(self.earliest or self.day, self.day)
        missing = any(kind == "missing" for kind, _ in found)
        precision = "second" if one.second is not None else "minute" if one.minute is not None else "hour"
        written = moment(self.last.astimezone(self.zone), precision, is_about=one.is_about or missing)
        return Placed(self.last, written, (*doubts, *found))

    def _day(self, written: DateParts) -> date:
        month, day = written.month or 0, written.day or 0
        if written.is_slashed and ((self.month_first and month <= 31 and day <= 12) or month > 12):
            month, day = day, month
        try:
            if written.year is not None:
                return _within(date(written.year, month, day))
            return min(self._years(month, day), key=lambda one: abs(one - self.day))
        except ValueError:
            raise Unreadable(f"there is no day {day} of month {month}, or not in that year") from None

    def _years(self, month: int, day: int) -> list[date]:
        """The day in the years around. Raises `ValueError` where none of them has it."""
        near = []
        for year in range(self.day.year - 1, self.day.year + 2):
            try:
                near.append(_within(date(year, month, day)))
            except ValueError:
                continue
        if not near:
            raise ValueError(month, day)
        return near

    def _zone(self, one: TimeOfLine) -> tuple[tzinfo, tuple[tuple[str, str], ...]]:
        if one.offset is not None:
            return one.offset, ()
        if not one.zone or one.zone in self._names():
            return self.zone, ()
        if one.zone in OFFSETS:
            return timezone(timedelta(hours=OFFSETS[one.zone])), ()
        return self.zone, (("zone", f"{one.zone} means several zones; {self.zone.key} is taken instead"),)

    def _names(self) -> set[str | None]:
        half_a_year = timedelta(days=182)
        noon = datetime.combine(self.day, time(12), self.zone)
        return {noon.tzname(), (noon - half_a_year).tzname(), (noon + half_a_year).tzname()}

    def _carried(
        self, one: TimeOfLine, clock: time, zone: tzinfo
    ) -> tuple[datetime, tuple[tuple[str, str], ...]]:
        last = self.last
        if last is None:
            return self._chosen(one, self.day, clock, zone)
        day = last.astimezone(zone).date()
        at, found = self._chosen(one, day, clock, zone)
        back = last - at.astimezone(UTC)
        if back > OUT_OF_ORDER:
            at, found = self._chosen(one, _later(day, 1), clock, zone)
            if at.astimezone(UTC) - last > FAR:
                said = f"{one.written} is earlier than the time before, so it is taken as of {at.date()}"
                found = (*found, ("next_day", f"{said}; name the day in a line above if it is another"))
        elif back >= timedelta(minutes=1):
            found = (*found, ("order", f"{one.written} is earlier than the time before, on the same day"))
        elif self.earliest and day > self.earliest and timedelta(days=1) + back < OUT_OF_ORDER:
            before, of_before = self._chosen(one, _later(day, -1), clock, zone)
            if timedelta() <= last - before.astimezone(UTC) <= OUT_OF_ORDER:
                return before, (*of_before, ("order", f"{one.written} is taken as the evening before"))
        return at, found

    def _chosen(
        self, one: TimeOfLine, day: date, clock: time, zone: tzinfo
    ) -> tuple[datetime, tuple[tuple[str, str], ...]]:
        """The time on that day; of an hour that comes twice, the one that is named or not before the last."""
        first = datetime.combine(_within_or_unreadable(day), clock, zone)
        second = first.replace(fold=1)
        if first.utcoffset() == second.utcoffset():
            return first, ()
        if first.astimezone(UTC).astimezone(zone).time() != clock:
            shown = moment(first.astimezone(UTC).astimezone(zone), "minute")
            return first, (
                ("missing", f"{one.written} never was on {day}: clocks went forward; it is {shown}"),
            )
        if one.zone and one.zone in {first.tzname(), second.tzname()}:
            return (first if one.zone == first.tzname() else second), ()
        slack = timedelta(minutes=1) if one.second is None else timedelta()
        is_over = (
            self.last is not None
            and first.astimezone(UTC) + slack <= self.last <= second.astimezone(UTC) + FAR
        )
        at, which = (second, "second") if is_over else (first, "first")
        said = f"{one.written} came twice on {day}: clocks went back; it is taken as the {which}, {at:%Z}"
        return at, (("twice", said),)


def moment(at: datetime, precision: str, *, is_about: bool = False) -> Moment:
    """Written with its offset, so that it means one instant whatever zone the story has."""
    length = {"day": 10, "hour": 13, "minute": 16, "second": 19}[precision]
    offset = at.utcoffset() or timedelta()
    if offset % timedelta(minutes=1):
        at, offset = at.astimezone(UTC), timedelta()
    minutes = abs(offset) // timedelta(minutes=1)
    sign = "-" if offset < timedelta() else "+"
    behind = f"{sign}{minutes // 60:02}:{minutes % 60:02}" if minutes else "Z"
    return at.isoformat()[:length] + ("" if precision == "day" else behind) + ("~" if is_about else "")


def _within(day: date) -> date:
    """Raises `ValueError` for a day that no incident of computers can have."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(day.isoformat())
    return day


def _within_or_unreadable(day: date) -> date:
    try:
        return _within(day)
    except ValueError:
        raise Unreadable(f"{day} is not between {FIRST_YEAR} and {LAST_YEAR}") from None


def _later(day: date, days: int) -> date:
    return day + timedelta(days=days)
