"""Times as lines begin with them: chats, system logs, logs in ISO 8601, notes by hand."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone

from incidents.stories.pasting import dates
from incidents.stories.pasting.dates import NO_DATE, DateParts

OFFSETS = {
    name: hours
    for hours, names in {
        0: "Z UTC GMT WET",
        1: "WEST CET",
        2: "CEST EET",
        3: "EEST MSK",
        9: "JST",
        -4: "EDT",
        -5: "EST CDT",
        -6: "MDT",
        -7: "MST PDT",
        -8: "PST",
    }.items()
    for name in names.split()
}
"""Hours from UTC, of the abbreviations that mean one thing."""
OF_A_ZONE = ("CST", "IST", "BST", "AEST", "AEDT", "NZST", "NZDT", "SAST", "SGT", "HKT")
"""Abbreviations that are read where the chosen zone has them."""

_ABBREVIATIONS = "|".join(sorted({*OFFSETS, *OF_A_ZONE}, key=len, reverse=True))
_LINE = re.compile(
    r"[ ]{0,3}(?:<\d{1,3}>1?[ ]?)?(?:(?:[-*•>]|\#{1,4}|\d{1,3}\.)[ \t]+)?"
    r"(?P<about>~[ ]?|≈[ ]?|(?:ca|approx|about|around)\.?[ ])?"
    rf"(?P<open>[\[(])?(?:(?:{dates.PATTERN}|[IWEF](?P<klog>\d{{4}}))(?:T|,?[ \t]+(?:at[ ])?|:))?"
    r"(?:(?P<hour>\d{1,2})[:h](?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"(?:[ \u202f\xa0]?(?P<half>[ap]\.?m\.?)(?![a-z]))?"
    r"|(?P<whole>\d{1,2})[ \u202f\xa0]?(?P<half_of_whole>[ap]m)(?![a-z]))"
    rf"(?:[ ]?(?P<offset>[+-]\d{{2}}:?\d{{2}})(?![:\d])|[ ]?(?P<zone>{_ABBREVIATIONS})(?![a-z\d]))?"
    r"(?P<after>~)?[\])]?(?=$|[\s\-–—:,|;])(?!:\d)",
    re.IGNORECASE,
)
_OF_A_SERVER = re.compile(
    r"\[(?P<day>\d{2})/(?P<name>[A-Za-z]{3})/(?P<year>\d{4}):(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})"
    r"[ ](?P<offset>[+-]\d{4})\]"
)
_IN_JSON = re.compile(
    r'"(?:ts|time|timestamp|@timestamp|t)"\s*:\s*"?(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})[T ]'
    r"(?P<hour>\d{2}):(?P<minute>\d{2}):(?P<second>\d{2})(?:[.,]\d{1,9})?(?P<offset>Z|[+-]\d{2}:?\d{2})?"
)
_BETWEEN = re.compile(r"[ \t]*(?:[-–—|:;,]{1,2}(?=[ \t]|$))?[ \t]*")
_UNTIL = re.compile(r"[ \t]*[-–—][ \t]*(?=\d{1,2}[:h]\d{2}(?!\d))")
_YEAR = re.compile(r"[ ]((?:19|20)\d{2})(?!\d)")
_LOOKED_AT = 400
"""Characters of a line in which a time is looked for that does not begin it."""


@dataclass(frozen=True, slots=True)
class TimeOfLine:
    """A time as written. `zone`: an abbreviation; `offset`: from UTC; `text`: the line behind the time."""

    written: str
    date: DateParts
    hour: int
    minute: int | None
    second: int | None
    text: str
    offset: timezone | None = None
    zone: str = ""
    is_about: bool = False
    is_bracketed: bool = False
    is_of_a_log: bool = False

    @property
    def is_alone(self) -> bool:
        return not self.text


class Unreadable(ValueError):
    """What stands where a time should be; the message says what is wrong with it."""


def read(line: str) -> TimeOfLine | None:
    """The time that a line begins with. Raises `Unreadable` for one that there is not, such as 25:77."""
    found = _LINE.match(line)
    if found:
        return _of_line(line, found)
    if line.startswith("{") and (found := _IN_JSON.search(line, 0, _LOOKED_AT)):
        return _of_log(line, found)
    if "/" in line[:_LOOKED_AT] and (found := _OF_A_SERVER.search(line, 0, _LOOKED_AT)):
        return _of_log(line, found)
    return None


def _of_line(line: str, found: re.Match[str]) -> TimeOfLine:
    written = line[found.start() : found.end()].strip()
    date = _klog(found["klog"]) if found["klog"] else dates.parts(found)
    end = found.end()
    if date.is_named and date.year is None and (year := _YEAR.match(line, end)):
        date, end = date.of_year(int(year[1])), year.end()
    hour = _hour(int(found["hour"] or found["whole"]), found["half"] or found["half_of_whole"] or "", written)
    minute, second = (None if found[name] is None else int(found[name]) for name in ("minute", "second"))
    _check(written, minute, second)
    zone = (found["zone"] or "").upper()
    return TimeOfLine(
        written=written,
        date=date,
        hour=hour,
        minute=minute,
        second=second,
        text=_behind(line, end),
        offset=_offset(found["offset"], written) if found["offset"] else None,
        zone=zone,
        is_about=bool(found["about"] or found["after"]),
        is_bracketed=bool(found["open"]),
        is_of_a_log=second is not None and date is not NO_DATE and not found["open"],
    )


def _of_log(line: str, found: re.Match[str]) -> TimeOfLine:
    """The line stays whole, since the time stands inside."""
    parts = found.groupdict()
    written = found.group()
    hour, minute, second = (int(parts[name]) for name in ("hour", "minute", "second"))
    _hour(hour, "", written)
    _check(written, minute, second)
    month = dates.month_of(parts["name"]) if parts.get("name") else int(parts["month"])
    date = DateParts(int(parts["year"]), month, int(parts["day"]))
    offset = _offset(parts["offset"], written) if parts["offset"] else None
    return TimeOfLine(written, date, hour, minute, second, line.strip(), offset, is_of_a_log=True)


def _behind(line: str, end: int) -> str:
    if until := _UNTIL.match(line, end):
        return f"until {line[until.end() :].strip()}"
    between = _BETWEEN.match(line, end)
    return line[between.end() if between else end :].strip()


def _hour(hour: int, half: str, written: str) -> int:
    if hour > 23:
        raise Unreadable(f"{written} is no time of day: there is no hour {hour}")
    if not half:
        return hour
    if half[0] in "aA":
        if hour > 12:
            raise Unreadable(f"{written} is no time of day: {hour} is not before noon")
        return hour % 12
    if hour == 0:
        raise Unreadable(f"{written} is no time of day: 0 is not after noon")
    return hour if hour >= 12 else hour + 12


def _check(written: str, minute: int | None, second: int | None) -> None:
    if (minute or 0) > 59:
        raise Unreadable(f"{written} is no time of day: there is no minute {minute}")
    if (second or 0) > 60:
        raise Unreadable(f"{written} is no time of day: there is no second {second}")


def _offset(offset: str, written: str) -> timezone:
    if offset == "Z":
        return timezone(timedelta())
    digits = offset[1:].replace(":", "")
    step = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if step >= timedelta(hours=24):
        raise Unreadable(f"{written} has an offset that no zone has")
    return timezone(-step if offset[0] == "-" else step)


def _klog(digits: str) -> DateParts:
    return DateParts(None, int(digits[:2]), int(digits[2:]))
