"""Patterns compiled by RE2, which matches in time linear in the text, whatever pattern and text are."""

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib import import_module
from types import ModuleType
from typing import Any, Protocol

MEMORY = 16 * 2**20
"""Bytes for the cached states of one automaton; RE2 drops the states when it is full."""

ATOM = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?[a-zA-Z^-]*\)|\((?:\?(?:P?<\w+>|[a-zA-Z^-]*:))?|.", re.DOTALL
)
"""The smallest parts of a pattern: an escape, a class, flags, the beginning of a group, or a character."""
REPETITION = re.compile(r"(?:[*+?]|\{\d+(?:,\d*)?\})\??")
WIDE = re.compile(r"\.|\\[DWC]|\[\^.*", re.DOTALL)
"""What matches nearly every character. Repeated, it is a gap: what is behind it has to be looked for all the
time, which multiplies the states of an automaton."""


class RegexMatch(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    def search(self, text: bytes) -> RegexMatch | None: ...

    def finditer(self, text: bytes) -> Iterator[RegexMatch]: ...


@cache
def engine() -> ModuleType:
    """The RE2 library. It takes 4 MB, so it is loaded only by a process that searches text."""
    return import_module("re2")


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> Pattern:
    """A pattern over UTF-8 bytes; `^` and `$` match at lines, none crosses a line. Raises `re2.error`."""
    made: Pattern = engine().compile(multiline(pattern), options())
    return made


def multiline(pattern: str) -> bytes:
    return f"(?m){pattern}".encode()


def options() -> Any:
    chosen = engine().Options()
    chosen.log_errors = False
    chosen.never_nl = True
    chosen.never_capture = True
    chosen.max_mem = MEMORY
    return chosen


def objection(pattern: str) -> str | None:
    """Why the pattern cannot be used; `None` if it can."""
    try:
        engine().compile(pattern, options())
    except engine().error as error:
        (reason,) = error.args
        return f"RE2 refuses it: {reason.decode(errors='replace')}"
    except UnicodeEncodeError:
        return "holds half a character; remove it"
    found = compiled(pattern).search(b"a 1")
    empty = compiled(pattern).search(b"") or (found and found.span()[0] == found.span()[1])
    return "matches the empty text, hence every line" if empty else None


def head(pattern: str) -> str:
    """The pattern up to its first gap, such as `.*`, in each alternative. Its head matches where it does."""
    found, _, _ = _alternatives(pattern, 0)
    try:
        engine().compile(found, options())
    except engine().error:
        return pattern
    return found


def _alternatives(pattern: str, place: int) -> tuple[str, bool, int]:
    """The heads up to a closing parenthesis, whether one of them was cut, and where they end."""
    parts: list[str] = []
    is_cut = any_cut = False
    while place < len(pattern) and pattern[place] != ")":
        text, was_cut, is_gap, place = _part(pattern, place)
        is_cut = (is_cut or is_gap) and text != "|"
        if not is_cut or _is_flags(text):
            parts.append(text)
        is_cut = is_cut or was_cut
        any_cut = any_cut or is_cut
    return "".join(parts), any_cut, place


def _part(pattern: str, place: int) -> tuple[str, bool, bool, int]:
    """An atom or group and its repetition, whether the group was cut, whether it is a gap, where it ends."""
    atom = next(ATOM.finditer(pattern, place))
    text, place, was_cut = atom[0], atom.end(), False
    if text.startswith("(") and not _is_flags(text):
        inside, was_cut, place = _alternatives(pattern, place)
        text, place = f"{text}{inside})", place + 1
    repetition = REPETITION.match(pattern, place) if text != "|" else None
    if repetition is None:
        return text, was_cut, False, place
    is_gap = bool(WIDE.fullmatch(atom[0])) and not repetition[0].startswith("?")
    return text + _times(repetition[0], was_cut=was_cut), was_cut, is_gap, repetition.end()


def _times(repetition: str, *, was_cut: bool) -> str:
    """Heads of what is repeated need not follow each other: then one will do, or none."""
    if not was_cut:
        return repetition
    return "?" if repetition.startswith(("*", "?", "{0")) else ""


def _is_flags(text: str) -> bool:
    return text.startswith("(?") and text.endswith(")") and ":" not in text


class PatternSet:
    """Finds out in one pass which of several patterns match a text."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._set = engine().Set.SearchSet(options())
        for pattern in patterns:
            self._set.Add(multiline(pattern))
        self._set.Compile()

    def present(self, text: bytes) -> list[int]:
        """The indexes of the patterns that match somewhere in the text."""
        found: list[int] | None = self._set.Match(text)
        return found or []
