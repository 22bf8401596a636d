"""What a signature was seen by: the lines with its hits, masked for display."""

from typing import Literal

from msgspec import Struct

from incidents.rules.record import Signature

Certainty = Literal["certain", "typical", "word"]
"""`certain`: only this failure prints such a line. `typical`: the failure prints it, and little else does.
`word`: a word that many failures have in common."""

CERTAIN, TYPICAL = 5, 3
"""The least weights of such signatures."""

Span = tuple[int, int]


class HitLine(Struct, frozen=True):
    number: int
    """The line number, counted from 1."""
    last: int
    """The number of the last line, where wrapped lines were joined; else the same as `number`."""
    text: str
    """The text of the line, masked and, if long, shortened with `…`."""
    marks: tuple[Span, ...]
    """The matches, as character positions in `text`."""


class Recognition(Struct, frozen=True):
    signature: Signature
    hits: int
    """The number of lines with a match."""
    more: bool
    """Whether there may be more than `hits`, because the search stopped early."""
    lines: tuple[HitLine, ...]
    """The first lines with hits."""
    numbers: frozenset[int]
    """The numbers of all lines with hits."""
    starts: tuple[int, ...] = ()
    """The byte offsets of the first hits, where lines were not joined."""
    is_over: bool = False
    """Whether a later line says that it is over."""

    @property
    def is_enough(self) -> bool:
        return self.hits >= self.signature.min

    @property
    def is_literal(self) -> bool:
        """Whether it is a line that a story has recorded; its reference is the symptom's, as `KF-16#s2`."""
        return "#" in self.signature.ref

    @property
    def certainty(self) -> Certainty:
        return certainty(self.signature.weight)


def certainty(weight: int) -> Certainty:
    if weight >= CERTAIN:
        return "certain"
    return "typical" if weight >= TYPICAL else "word"
