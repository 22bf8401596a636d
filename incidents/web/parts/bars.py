"""Counts as bars, for `templates/components/bars.html`."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Bar:
    """`width` in per cent of the longest."""

    text: str
    url: str
    count: int
    width: int


def bars(counted: Iterable[tuple[str, str, int]], *, longest: int = 0) -> tuple[Bar, ...]:
    """From words, address and count, in the order given. `longest` is for bars of several panels."""
    rows = list(counted)
    longest = longest or max((count for _, _, count in rows), default=1)
    return tuple(Bar(text, url, count, round(100 * count / longest)) for text, url, count in rows)
