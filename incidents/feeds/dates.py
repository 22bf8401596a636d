"""Dates as feeds write them, as moments: ISO 8601 whose length is the precision."""

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import NamedTuple

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAME = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
YEAR = r"(?:19[7-9][0-9]|20[0-9]{2})"
WRITTEN = re.compile(
    rf"(?<![\w-])(?:"
    rf"(?P<y1>{YEAR})[-/](?P<m1>[01]?[0-9])(?:[-/](?P<d1>[0-3]?[0-9]))?"
    rf"|(?P<n2>{NAME})\.?\s(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s(?P<y2>{YEAR})"
    rf"|(?:(?P<d3>[0-3]?[0-9])(?:st|nd|rd|th|\.)?\s)?(?P<n3>{NAME})\.?,?\s(?P<y3>{YEAR})"
    rf"|(?P<y4>{YEAR})"
    rf")(?![\w-])",
    re.IGNORECASE,
)
FIRST_YEAR = 1970
"""An earlier one is what a program writes that knows no date, such as 0001-01-01."""
LONGEST = 80


class WrittenDate(NamedTuple):
    """A date in a line, and the line around it."""

    written: str
    moment: str
    before: str
    after: str


def last_in(text: str) -> WrittenDate | None:
    """The last date that a line names: `2019`, `2019-06`, `June 2019`, `27 October 2017`."""
    every = list(WRITTEN.finditer(text))
    if not every:
        return None
    last = every[-1]
    return WrittenDate(last.group(), _moment(last), text[: last.start()], text[last.end() :])


def _moment(found: re.Match[str]) -> str:
    parts = found.groupdict()
    year = next(parts[name] for name in ("y1", "y2", "y3", "y4") if parts[name])
    name = parts["n2"] or parts["n3"]
    month = MONTHS.index(name[:3].lower()) + 1 if name else int(parts["m1"] or 0)
    day = int(parts["d1"] or parts["d2"] or parts["d3"] or 0)
    if not 1 <= month <= 12:
        return year
    try:
        return date(int(year), month, day).isoformat()
    except ValueError:
        return f"{year}-{month:02}"


def read(text: str, *, midnight_is_day: bool = False) -> str | None:
    """The moment of a date of RFC 822 or ISO 8601; None for an empty, unknown or impossible one.

    `midnight_is_day`: the feed writes a time even where it knows the day alone.
    """
    text = text.strip()
    if not text or len(text) > LONGEST:
        return None
    if re.fullmatch(rf"{YEAR}(?:-(?:0[1-9]|1[0-2]))?", text):
        return text
    at = _iso(text) or _of_mail(text)
    if at is None or at.year <= FIRST_YEAR:
        return None
    if len(text) <= len("2019-05-21") or (midnight_is_day and not (at.hour or at.minute or at.second)):
        return at.date().isoformat()
    return _written(at)


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _of_mail(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None


def _written(at: datetime) -> str | None:
    """In UTC where there is an offset, else as it stands."""
    if at.tzinfo is None:
        return at.strftime("%Y-%m-%dT%H:%M:%S")
    try:
        return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    except OverflowError:
        return None


def year(moment: str | None) -> int | None:
    return int(moment[:4]) if moment else None
