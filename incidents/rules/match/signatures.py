"""Patterns compiled by RE2, which matches in time linear in the text, whatever pattern and text are."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from importlib import import_module
from itertools import groupby
from types import ModuleType
from typing import Any, Protocol

MEMORY = 16 * 2**20
"""Bytes for the cached states of one automaton; RE2 drops the states when it is full."""

MAX_PATTERNS, MAX_GAPS = 64, 6
"""Limits of one group of patterns. Every gap may double the states of the automaton they share."""

REPEATED = r"(?:[*+]|\{\d+,\d*\})"
GAP = re.compile(rf"(?:\.|\\[DW]|\[\^(?:\\.|[^\]\\])+\]){REPEATED}")
"""A repetition such as `.*`; inside it the automaton has to remember that the part before it matched."""
WORD_GAP = re.compile(rf"(?:\\[Sw]|\[(?:\\.|[^\]\\^])(?:\\.|[^\]\\])*\]){REPEATED}")
"""A repetition such as `\\S*`, which ends with the word."""
WORD_GAPS = 10
"""Such repetitions count as one gap."""
PLAIN_WORD = re.compile(r"[A-Za-z0-9_/.%:=-]{2,}")


class RegexMatch(Protocol):
    def span(self) -> tuple[int, int]: ...


class Pattern(Protocol):
    def search(self, text: bytes) -> RegexMatch | None: ...

    def finditer(self, text: bytes) -> Iterator[RegexMatch]: ...


@cache
def engine() -> ModuleType:
    """The RE2 library. It takes 4 MB, so it is loaded only by a process that searches text."""
    return import_module("re2")


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


def groups(patterns: Sequence[str], often: Collection[int] = ()) -> list[list[int]]:
    """The indexes of the patterns, in groups whose shared automaton stays small for every text.

    Those that have to be looked for in most texts (`often`) share groups, so that the others are left alone.
    """
    made: list[list[int]] = []
    ranked = sorted(range(len(patterns)), key=lambda index: (index not in often, gaps(patterns[index])))
    for _, together in groupby(ranked, key=lambda index: index in often):
        made.append([])
        room = float(MAX_GAPS)
        for index in together:
            room -= gaps(patterns[index])
            if made[-1] and (room < 0 or len(made[-1]) == MAX_PATTERNS):
                made.append([])
                room = MAX_GAPS - gaps(patterns[index])
            made[-1].append(index)
    return made


def gaps(pattern: str) -> float:
    return len(GAP.findall(pattern)) + len(WORD_GAP.findall(pattern)) / WORD_GAPS


def single_words(patterns: Iterable[str]) -> bytes:
    """Each word of the patterns on a line of its own: a text in which no two of them stand together."""
    plain = (re.sub(r"\\.", " ", pattern) for pattern in patterns)
    return "\n".join(sorted({word for text in plain for word in PLAIN_WORD.findall(text)})).encode()


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


class Prefilter:
    """Finds out in one fast pass which patterns may match a text, by the words that each of them needs."""

    def __init__(self, patterns: Sequence[str]) -> None:
        self._filter = engine().Filter()
        for pattern in patterns:
            self._filter.Add(multiline(pattern), options())
        if patterns:
            self._filter.Compile()
        self._any = bool(patterns)

    def possible(self, text: bytes) -> list[int]:
        """The indexes of the patterns that may match."""
        found: list[int] | None = self._filter.Match(text, True) if self._any else None
        return found or []
