"""The words of a text as search knows them: folded, with identifiers kept whole and taken apart.

`--cpu-cfs-quota=false` is one chunk: its atoms `cpu cfs quota false` are words like any other; its
wholes `cpu-cfs-quota=false` and `cpu-cfs-quota` stay as they are written, but for case and accents.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

LONGEST = 200
"""Letters of the longest name that is kept; what is longer is data."""

COMMON = 40
"""Letters up to which what was found out about a word is remembered."""

DEEPEST = 8
"""Humps or levels of a name up to which its beginnings and ends are names, too."""

MARK = re.compile("[\u0300-\u036f]")
CHUNK = re.compile(r"\S+")
RUN = re.compile(r"[^\W_]+")
SEGMENT = re.compile(r"[\w.-]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
VALUE = re.compile(r"[=#@:]")
SCHEME = re.compile(r"^https?://", re.IGNORECASE)
EDGES = string.punctuation + "“”‘’«»…–—·•"


@dataclass(frozen=True)
class Chunk:
    """What stands between two blanks. `start` and `end` are its place in the text."""

    start: int
    end: int
    atoms: tuple[str, ...]
    wholes: tuple[str, ...]

    @property
    def name(self) -> str:
        """The chunk as one word."""
        return self.wholes[0] if self.wholes else self.atoms[0]

    @property
    def words(self) -> tuple[str, ...]:
        return self.atoms + self.wholes


def folded(text: str) -> str:
    """Without accents and with compatible letters made alike; case stays."""
    return MARK.sub("", unicodedata.normalize("NFKD", text))


def chunks(text: str, start: int = 0, end: int | None = None) -> Iterator[Chunk]:
    for found in CHUNK.finditer(text, start, len(text) if end is None else end):
        written = found.group()
        atoms, wholes = (_remembered if len(written) <= COMMON else _taken_apart)(written)
        if atoms:
            yield Chunk(found.start(), found.end(), atoms, wholes)


def _taken_apart(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Atoms and wholes."""
    plain = SCHEME.sub("", folded(written).strip(EDGES))
    atoms = tuple(part.lower() for run in RUN.findall(plain) for part in HUMP.split(run))
    return atoms, tuple(_wholes(plain)) if atoms else ()


# A few thousand words are most of what anybody writes.
_remembered = lru_cache(maxsize=4096)(_taken_apart)


def _wholes(plain: str) -> Iterator[str]:
    """Names within the chunk that are more than one atom, the whole chunk first."""
    before_values = (plain[: found.start()] for found in islice(VALUE.finditer(plain), DEEPEST))
    names = [plain, *before_values, *SEGMENT.findall(plain)]
    names += [joined for run in RUN.findall(plain) for joined in _joined(HUMP.split(run))]
    told = dict.fromkeys(name.strip(EDGES).lower() for name in names)
    yield from (name for name in told if len(name) <= LONGEST and not _is_atom(name, plain))


def _joined(parts: list[str]) -> Iterator[str]:
    """Of `Crash Loop Back Off`: crashloopbackoff, loopbackoff, backoff, crashloop, crashloopback."""
    if len(parts) > DEEPEST:
        parts = ["".join(parts)]
    for start in range(len(parts) - 1):
        yield "".join(parts[start:])
    for end in range(2, len(parts)):
        yield "".join(parts[:end])


def _is_atom(name: str, plain: str) -> bool:
    return name in {part.lower() for run in RUN.findall(plain) for part in HUMP.split(run)}
