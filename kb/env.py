"""The environment variables Soundings reads, each declared once with its meaning.

What is wrong with one is noted and its default stands in, so that one refusal names every fault.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = frozenset({"1", "true", "yes", "on"})
FALSE_WORDS = frozenset({"0", "false", "no", "off", ""})
PERIODS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
MOST_OF_A_RATE = 1_000_000
LONGEST_NUMBER = 9  # digits


@dataclass(frozen=True)
class Variable:
    name: str
    default: str
    meaning: str


VARIABLES: dict[str, Variable] = {}
FAULTS: list[str] = []
"""Sentences, each beginning with the name of a variable."""


def refuse_faults() -> None:
    """Raises ImproperlyConfigured with everything noted so far."""
    if FAULTS:
        raise ImproperlyConfigured("The environment has to be changed:\n- " + "\n- ".join(FAULTS))


def text(name: str, default: str, meaning: str) -> str:
    VARIABLES[name] = Variable(name, default, meaning)
    return os.environ.get(name, default)


def flag(name: str, default: str, meaning: str) -> bool:
    word = text(name, default, meaning).strip().lower()
    if word in TRUE_WORDS:
        return True
    if word in FALSE_WORDS:
        return False
    FAULTS.append(f"{name} is {word!r}; write one of: on, off, true, false, 1, 0.")
    return default.strip().lower() in TRUE_WORDS


def number(name: str, default: str, meaning: str, *, least: int = 0, most: int) -> int:
    word = text(name, default, meaning).strip()
    if word.isascii() and word.isdecimal() and len(word) <= LONGEST_NUMBER and least <= int(word) <= most:
        return int(word)
    FAULTS.append(f"{name} is {word!r}; write a whole number from {least} to {most}.")
    return int(default)


def choice(name: str, default: str, meaning: str, *, among: Sequence[str]) -> str:
    word = text(name, default, meaning).strip().lower()
    if word in among:
        return word
    FAULTS.append(f"{name} is {word!r}; write one of: {', '.join(among)}.")
    return default


def rate(name: str, default: str, meaning: str) -> tuple[int, int] | None:
    """Number and seconds of `60/minute`; None of `off`."""
    word = text(name, default, meaning).strip().lower()
    if word in FALSE_WORDS:
        return None
    if found := _rate(word):
        return found
    FAULTS.append(f"{name} is {word!r}; write such as 60/minute, 5/second, or off.")
    return _rate(default)


def words(name: str, default: str, meaning: str) -> list[str]:
    """Comma-separated, blanks dropped."""
    return [word.strip() for word in text(name, default, meaning).split(",") if word.strip()]


def _rate(word: str) -> tuple[int, int] | None:
    number, _, period = word.partition("/")
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER and period in PERIODS):
        return None
    return (int(number), PERIODS[period]) if 0 < int(number) <= MOST_OF_A_RATE else None
