"""Points in time as people read them, no more exact than they are known."""

from datetime import datetime

from django import template

register = template.Library()

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@register.filter
def moment(value: str | None) -> str:
    """`2019-05` is `May 2019`; nothing known is an empty string."""
    if not value:
        return ""
    day, _, clock = value.partition("T")
    year, *rest = day.split("-")
    words = [year]
    if rest:
        words.insert(0, MONTHS[int(rest[0]) - 1])
    if len(rest) > 1:
        words.insert(0, str(int(rest[1])))
    return " ".join(words) + (f", {_clock(clock)}" if clock else "")


def _clock(value: str) -> str:
    return value.removesuffix("Z") + " UTC" if value.endswith("Z") else value


@register.filter
def day(value: datetime) -> str:
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"
