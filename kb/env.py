"""The environment variables Soundings reads, each declared once with its meaning."""

import os
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
PERIODS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
MOST_OF_A_RATE = 1_000_000


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {}


def text(name: str, default: str, meaning: str) -> str:
    VARIABLES[name] = Variable(name, default, meaning)
    return os.environ.get(name, default)


def flag(name: str, default: str, meaning: str) -> bool:
    word = text(name, default, meaning).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {word!r}; write one of: on, off, true, false, 1, 0.")


def number(name: str, default: str, meaning: str) -> int:
    word = text(name, default, meaning)
    try:
        return int(word)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is {word!r}; write a whole number.") from None


def rate(name: str, default: str, meaning: str) -> tuple[int, int] | None:
    """Number and seconds of `60/minute`; None of `off`."""
    word = text(name, default, meaning).strip().lower()
    if word in FALSE_WORDS:
        return None
    number, _, period = word.partition("/")
    if not (number.isdecimal() and 0 < int(number) <= MOST_OF_A_RATE and period in PERIODS):
        raise ImproperlyConfigured(f"{name} is {word!r}; write such as 60/minute, 5/second, or off.")
    return int(number), PERIODS[period]


def words(name: str, default: str, meaning: str) -> list[str]:
    """Comma-separated, blanks dropped."""
    return [word.strip() for word in text(name, default, meaning).split(",") if word.strip()]
