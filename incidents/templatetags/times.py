"""Points in time as people read them, no more exact than they are known."""

from datetime import datetime

from django import template

from incidents.stories import durations, moments

register = template.Library()

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@register.filter
def moment(value: str | None) -> str:
    """`2019-05` is `May 2019`, `2019-05~` is `about May 2019`; nothing known is an empty string."""
    if not value:
        return ""
    about = "about " if moments.is_about(value) else ""
    return about + _said(moments.plain(value))


def moment_after(value: str | None, before: str | None) -> str:
    """As `moment`, without its day where the moment before is of the same day."""
    day = (before or "").partition("T")[0]
    if not value or not day or not moments.has_clock(value) or not value.startswith(f"{day}T"):
        return moment(value)
    about = "about " if moments.is_about(value) else ""
    return about + _clock(moments.plain(value).partition("T")[2])


def _said(value: str) -> str:
    if moments.is_relative(value):
        if not moments.distance(value):
            return "at the start"
        return f"{_distance(value)} {'after' if value[1] == '+' else 'before'} the start"
    day, _, clock = value.partition("T")
    year, *rest = day.split("-")
    words = [year]
    if rest:
        words.insert(0, MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words) + (f", {_clock(clock)}" if clock else "")


def _distance(value: str) -> str:
    """In weeks where the moment is written so: `2 weeks`, `1 h 3 min`."""
    ((number, unit), *others) = moments.STEP.findall(value)
    if unit == "w" and not others:
        return f"{int(number)} week{'' if int(number) == 1 else 's'}"
    return durations.spoken(abs(round(moments.distance(value).total_seconds())))


@register.filter
def clock(value: str) -> str:
    """The time of day of a moment that has one, `11:58`; of a relative one `+16 min`."""
    if moments.is_relative(value):
        return value[1] + _distance(value)
    return value.partition("T")[2][: len("11:58")]


def _clock(value: str) -> str:
    """`14:10 UTC`, `14:10 UTC+1`, and `14 h` where the minute is not known."""
    shown = moments.OFFSET.sub("", value)
    offset = value.removeprefix(shown)
    clock = shown if ":" in shown else f"{int(shown)} h"
    if not offset:
        return clock
    return f"{clock} UTC" if offset in {"Z", "+00:00"} else f"{clock} UTC{_hours(offset)}"


def _hours(offset: str) -> str:
    hours, minutes = offset[1:].split(":")
    return f"{offset[0]}{int(hours)}" + (f":{minutes}" if minutes != "00" else "")


@register.filter
def day(value: datetime) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
