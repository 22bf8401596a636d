"""Patterns over text, compiled by RE2: every match takes time linear in the text, whatever the two hold."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

MEMORY = 16 * 2**20
"""Bytes that one automaton may grow to; then it forgets what it has worked out."""

MOST_PATTERNS, MOST_GAPS = 64, 4
"""Of the patterns of one group. Every gap may double the states of the automaton they share."""

GAP = re.compile(r"(?:\.|\\[SDWw]|\[(?:\\.|[^\]\\])+\])(?:[*+]|\{\d+,\d*\})")
"""A stretch of many characters; inside it the automaton has to remember that the beginning was seen."""


class RegexMatch(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    def search(self, text: bytes) -> RegexMatch | None: ...

    def finditer(self, text: bytes) -> Iterator[RegexMatch]: ...


@cache
def engine() -> ModuleType:
    """RE2, loaded where a text is searched: most web processes never search one, and it takes 4 MB."""
    return import_module("re2")


def compiled(pattern: str) -> Pattern:
    """Over bytes of UTF-8; `^` and `$` are those of a line, and no match is longer. Raises `re2.error`."""
    made: Pattern = engine().compile(of_lines(pattern), options())
    return made


def of_lines(pattern: str) -> bytes:
    return f"(?m){pattern}".encode()


def options() -> Any:
    """Of RE2."""
    chosen = engine().Options()
    chosen.log_errors = False
    chosen.never_nl = True
    chosen.never_capture = True
    chosen.max_mem = MEMORY
    return chosen


def objection(pattern: str) -> str | None:
    """Why the pattern cannot be used."""
    try:
        engine().compile(pattern, options())
    except engine().error as error:
        (reason,) = error.args
        return f"RE2 does not take it: {reason.decode(errors='replace')}"
    except UnicodeEncodeError:
        return "holds half a character; remove it"
    found = compiled(pattern).search(b"a 1")
    empty = compiled(pattern).search(b"") or (found and found.span()[0] == found.span()[1])
    return "matches the empty text, hence every line" if empty else None


def groups(patterns: Sequence[str]) -> list[list[int]]:
    """The indexes of the patterns, together as far as no text can make their automaton grow large."""
    made: list[list[int]] = [[]]
    room = MOST_GAPS
    for index in sorted(range(len(patterns)), key=lambda index: gaps(patterns[index])):
        room -= gaps(patterns[index])
        if room < 0 or len(made[-1]) == MOST_PATTERNS:
            made.append([])
            room = MOST_GAPS - gaps(patterns[index])
        made[-1].append(index)
    return made


def gaps(pattern: str) -> int:
    return len(GAP.findall(pattern))


class Together:
    """All patterns in one pass."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._set = engine().Set.SearchSet(options())
        for pattern in patterns:
            self._set.Add(of_lines(pattern))
        self._set.Compile()

    def present(self, text: bytes) -> list[int]:
        """The indexes of those that are somewhere in the text."""
        found: list[int] | None = self._set.Match(text)
        return found or []


class Sieve:
    """Tells in one fast pass which patterns may be in a text, by the words that each of them needs."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._filter = engine().Filter()
        for pattern in patterns:
            self._filter.Add(of_lines(pattern), options())
        if patterns:
            self._filter.Compile()
        self._any = bool(patterns)

    def possible(self, text: bytes) -> list[int]:
        """The indexes of those that may be there."""
        found: list[int] | None = self._filter.Match(text, True) if self._any else None
        return found or []
