"""Dates as chats and logs write them, and lines that are nothing but a date."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?[ \t]+)?"
_TH = r"(?:st|nd|rd|th|\.)?"
PATTERN = (
    rf"{_WEEKDAY}(?:(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})"
    r"|(?P<one>\d{1,2})(?P<mark>[/.-])(?P<two>\d{1,2})(?:(?P=mark)(?P<year_behind>\d{4}|\d{2})|(?<=/\d)|(?<=/\d\d))(?!\d)"
    rf"|(?P<day_first>\d{{1,2}}){_TH}[ \t-](?:of[ ])?(?P<name>{_NAME})(?:,?[ \t-](?P<year_named>\d{{4}}))?"
    rf"|(?P<name_first>{_NAME})[ \t]{{1,2}}(?P<day_second>\d{{1,2}}){_TH}(?:,?[ \t](?P<year_last>\d{{4}}))?)"
)
"""Of a date inside of another pattern; `parts` reads its groups."""
_LINE = re.compile(
    r"[\W_]{0,12}(?:day changed(?: to)?|log (?:opened|closed)|date:)?[ \t]{0,3}"
    rf"{PATTERN}(?:[ ]\d{{2}}:\d{{2}}:\d{{2}})?(?:[ ](?P<year_after>\d{{4}}))?[\W_]{{0,12}}",
    re.IGNORECASE,
)
_LONGEST_LINE = 80
_SLASHED = re.compile(
    r"^\W{0,3}(\d{1,2})[/.-](\d{1,2})(?:[/.-](?:\d{4}|\d{2})\b|(?=,?[ \t]\d{1,2}:\d{2}))", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class DateParts:
    """A date as far as it is written. `is_slashed`: month and day may stand the other way round."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    is_slashed: bool = False
    is_named: bool = False

    def of_year(self, year: int) -> "DateParts":
        return replace(self, year=year)


NO_DATE = DateParts()


def month_of(name: str) -> int:
    """0 for a name that is none."""
    short = name[:3].lower()
    return MONTHS.index(short) + 1 if short in MONTHS else 0


def parts(found: re.Match[str]) -> DateParts:
    """What the groups of `PATTERN` hold."""
    if found["year"]:
        return DateParts(int(found["year"]), int(found["month"]), int(found["day"]))
    if found["one"]:
        year = found["year_behind"]
        full = None if year is None else int(year) + (2000 if len(year) == 2 else 0)
        return DateParts(full, int(found["two"]), int(found["one"]), is_slashed=True)
    if name := found["name"] or found["name_first"]:
        year = found["year_named"] or found["year_last"]
        day = int(found["day_first"] or found["day_second"])
        return DateParts(int(year) if year else None, month_of(name), day, is_named=True)
    return NO_DATE


def of_line(line: str) -> DateParts | None:
    """The date of a line with nothing else: `Tuesday, 24 March 2026`, `--- Day changed Wed Mar 25 2026`."""
    if len(line) > _LONGEST_LINE or not (found := _LINE.fullmatch(line.strip())):
        return None
    read = parts(found)
    if read.is_slashed and read.year is None:
        return None
    return read.of_year(int(found["year_after"])) if found["year_after"] else read


def month_comes_first(text: str, near: date) -> tuple[bool, bool]:
    """Whether `3/4/2026` means March, and whether the text itself says so.

    One number above 12 decides for all. Where there is none, the reading is taken that is closer to `near`.
    """
    pairs = [(int(one), int(two)) for one, two in _SLASHED.findall(text)]
    if any(one > 12 >= two for one, two in pairs):
        return False, True
    if any(two > 12 >= one for one, two in pairs):
        return True, True
    return _distance(pairs, near, month_first=True) < _distance(pairs, near, month_first=False), False


def _distance(pairs: Iterable[tuple[int, int]], near: date, *, month_first: bool) -> int:
    for one, two in pairs:
        month, day = (one, two) if month_first else (two, one)
        if 1 <= month <= 12 and 1 <= day <= 28:
            return abs((date(near.year, month, day) - near).days)
    return 0
