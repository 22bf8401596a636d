"""Patterns over text, compiled by RE2: every match takes time linear in the text, whatever the two hold."""

from collections.abc import Iterator
from typing import Protocol

import re2

MEMORY = 64 * 2**20
"""Bytes that the automaton of all signatures may grow to."""


class Match(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    def search(self, text: bytes) -> Match | None: ...

    def finditer(self, text: bytes) -> Iterator[Match]: ...


def compiled(pattern: str) -> Pattern:
    """Over bytes of UTF-8; `^` and `$` are those of a line. Raises `re2.error`."""
    made: Pattern = re2.compile(of_lines(pattern), options())
    return made


def of_lines(pattern: str) -> bytes:
    return f"(?m){pattern}".encode()


def options() -> re2.Options:
    chosen = re2.Options()
    chosen.log_errors = False
    chosen.never_nl = True
    chosen.max_mem = MEMORY
    return chosen


def objection(pattern: str) -> str | None:
    """Why the pattern cannot be used."""
    try:
        re2.compile(pattern, options())
    except re2.error as error:
        (reason,) = error.args
        return f"RE2 does not take it: {reason.decode(errors='replace')}"
    except UnicodeEncodeError:
        return "holds half a character; remove it"
    return "matches the empty text, hence every line" if compiled(pattern).search(b"") else None
