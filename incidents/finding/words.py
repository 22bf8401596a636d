"""Splits a text into words for search: folded, with identifiers both whole and split.

`--cpu-cfs-quota=false` is one chunk. Its atoms `cpu cfs quota false` are ordinary words; its wholes
`cpu-cfs-quota=false` and `cpu-cfs-quota` are kept as written, except for case and accents.
"""

import re
import string
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice

from msgspec import Struct

LONGEST = 200
"""In characters; longer names are data and not indexed."""

COMMON = 40
"""In characters; the analysis of words up to this length is cached."""

DEEPEST = 8
"""The number of humps or levels up to which prefixes and suffixes of a name are indexed too."""

MARK = re.compile("[\u0300-\u036f]")
CHUNK = re.compile(r"\S+")
RUN = re.compile(r"[^\W_]+")
SEGMENT = re.compile(r"[\w.-]+")
HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
VALUE = re.compile(r"[=#@:]")
SCHEME = re.compile(r"^https?://", re.IGNORECASE)
EDGES = string.punctuation + "“”‘’«»…–—·•"


class Chunk(Struct, frozen=True):
    """The text between two spaces, at `start` to `end` of the whole text."""

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
    """The text without accents and with compatibility characters replaced; case is kept.

    Half a surrogate pair, which the index cannot hold, becomes `?`.
    """
    whole = text.encode("utf-8", "replace").decode()
    return MARK.sub("", unicodedata.normalize("NFKD", whole))


def chunks(text: str, start: int = 0, end: int | None = None) -> Iterator[Chunk]:
    for found in CHUNK.finditer(text, start, len(text) if end is None else end):
        written = found.group()
        atoms, wholes = (_cached_split if len(written) <= COMMON else _split)(written)
        if atoms:
            yield Chunk(found.start(), found.end(), atoms, wholes)


def _split(written: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The atoms and wholes of a chunk."""
    plain = SCHEME.sub("", folded(written).strip(EDGES))
    atoms = tuple(part.lower() for run in RUN.findall(plain) for part in HUMP.split(run))
    return atoms, tuple(_wholes(plain)) if atoms else ()


# A few thousand words make up most of all text.
_cached_split = lru_cache(maxsize=4096)(_split)


def _wholes(plain: str) -> Iterator[str]:
    """The names within a chunk that have more than one atom, the whole chunk first."""
    before_values = (plain[: found.start()] for found in islice(VALUE.finditer(plain), DEEPEST))
    names = [plain, *before_values, *SEGMENT.findall(plain)]
    names += [joined for run in RUN.findall(plain) for joined in _joined(HUMP.split(run))]
    candidates = dict.fromkeys(name.strip(EDGES).lower() for name in names)
    yield from (name for name in candidates if len(name) <= LONGEST and not _is_atom(name, plain))


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
