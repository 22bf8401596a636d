"""Where the words stand in the stories found, marked without any HTML."""

from collections.abc import Sequence
from dataclasses import dataclass

from incidents.domain.matching import Asked
from incidents.models import SearchEntry


@dataclass(frozen=True)
class Segment:
    text: str
    marked: bool


Snippet = tuple[Segment, ...]


def of(*, entries: Sequence[SearchEntry], words: Asked | None) -> dict[int, Snippet]:
    return {entry.pk: (Segment(entry.incident.summary[:240], marked=False),) for entry in entries}
