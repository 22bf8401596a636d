"""Query parameters, read one by one and refused all at once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from django.http import QueryDict
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import Fault

MOST_VALUES = 50
LONGEST = 500
DEFAULT_LIMIT = 50
MOST_ON_A_PAGE = 200
NUL = "holds the control character U+0000; remove it"
SHOWN = 40
"""So many characters of a value that is not understood, and so many words that it could have been."""


class Parameters:
    """`check` raises with every fault that reading came upon."""

    def __init__(self, query: QueryDict, known: Collection[str]) -> None:
        self._query = query
        self._faults = [_unknown(name, known) for name in query if name not in known]

    def fault(self, name: str, message: str) -> None:
        self._faults.append(Fault(parameter=name, message=message))

    def one(self, name: str) -> str:
        values = self._query.getlist(name)
        if len(values) > 1:
            self.fault(name, f"is given {len(values)} times; give it once")
        value = values[-1] if values else ""
        if len(value) > LONGEST:
            self.fault(name, f"is {len(value)} characters long; {LONGEST} are possible")
        if "\0" in value:
            self.fault(name, NUL)
        return value

    def many(self, name: str) -> tuple[str, ...]:
        """Repeated, or separated by commas."""
        if name not in self._query:
            return ()
        written = [value.strip() for text in self._query.getlist(name) for value in text.split(",")]
        values = tuple(dict.fromkeys(filter(None, written)))
        if len(values) > MOST_VALUES:
            self.fault(name, f"has {len(values)} values; {MOST_VALUES} are possible")
        if any("\0" in value for value in values):
            self.fault(name, NUL)
            return ()
        return values[:MOST_VALUES]

    def many_of(self, name: str, words: Collection[str]) -> tuple[str, ...]:
        values = self.many(name)
        for value in values:
            if value not in words:
                self.fault(name, not_possible(value, words))
        return values

    def choice(self, name: str, words: Collection[str], default: str) -> str:
        value = self.one(name) or default
        if value not in words:
            self.fault(name, not_possible(value, words))
        return value

    def flag(self, name: str) -> bool:
        return self.choice(name, ("0", "1", "false", "true"), "0") in {"1", "true"}

    def number(self, name: str, *, default: int, most: int) -> int:
        value = self.one(name)
        if not value:
            return default
        if not (
            value.isascii() and value.isdigit() and len(value) <= len(str(most)) and 1 <= int(value) <= most
        ):
            self.fault(name, f"“{value[:SHOWN]}” is not possible here; write a number from 1 to {most}")
            return default
        return int(value)

    def moment(self, name: str) -> datetime | None:
        value = self.one(name)
        if not value:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None or is_naive(moment):
            self.fault(name, f"“{value[:SHOWN]}” is no time with an offset; write 2026-03-02T10:30:00Z")
            return None
        return moment

    def check(self) -> None:
        if self._faults:
            detail = "; ".join(f"{fault.parameter} {fault.message}" for fault in self._faults)
            raise Failed(problems.INVALID_PARAMETERS, detail, faults=self._faults)


@dataclass(frozen=True)
class Page:
    limit: int
    cursor: str


def page(parameters: Parameters) -> Page:
    limit = parameters.number("limit", default=DEFAULT_LIMIT, most=MOST_ON_A_PAGE)
    return Page(limit, parameters.one("cursor"))


def not_possible(value: str, words: Collection[str]) -> str:
    """What to write instead, as near as it comes."""
    near = get_close_matches(value.lower(), words, n=3, cutoff=0.5)
    shown = sorted(words)
    among = ", ".join(shown[:SHOWN]) + (f" and {len(shown) - SHOWN} more" if len(shown) > SHOWN else "")
    hint = f"did you mean {' or '.join(near)}?" if near else f"choose one of: {among}"
    if not words:
        hint = "nothing of that name is known here"
    return f"“{value[:SHOWN]}” is not possible here; {hint}"


def _unknown(name: str, known: Collection[str]) -> Fault:
    near = get_close_matches(name, known, n=1, cutoff=0.6)
    hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known) or 'none'}"
    return Fault(parameter=name[:LONGEST], message=f"is no parameter of this address; {hint}")
