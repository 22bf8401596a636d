"""Sources that one story cites and another one does not."""

from collections.abc import Iterator
from dataclasses import dataclass

from incidents.stories import anchors
from incidents.stories.document import Source, Story


@dataclass(frozen=True)
class OfferedSource:
    key: str
    source: Source
    supports: tuple[str, ...]
    """Parts of the merged story that cite it."""


def identity(source: Source) -> str:
    """What tells two sources apart: the address, or title and publisher where there is none."""
    return source.url or f"{source.title} | {source.publisher or ', '.join(source.authors)}".lower()


def missing(merged: Story, *, to: Story) -> Iterator[OfferedSource]:
    known = {identity(source) for source in to.sources}
    for place, source in enumerate(merged.sources):
        if identity(source) not in known:
            yield OfferedSource(source.id or f"sources/{place}", source, tuple(_supported(merged, source.id)))


def _supported(story: Story, source: str) -> Iterator[str]:
    for _, anchor, part in anchors.anchored_parts(story):
        if source and source in (*getattr(part, "sources", ()), *getattr(part, "outcome_sources", ())):
            yield anchor
