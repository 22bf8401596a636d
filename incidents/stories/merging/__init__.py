"""What a story that is merged into another one has, and the other one lacks.

Only what means the same in both stories is offered: sources, earlier names, times. Parts are not: whether two
of them tell the same is for people to say. Durations follow from the times.
"""

from collections.abc import Collection
from dataclasses import dataclass

import msgspec

from incidents.stories.document import Occurred, Source, Story
from incidents.stories.merging import sources, times
from incidents.stories.merging.sources import OfferedSource
from incidents.stories.merging.times import OfferedTime

__all__ = [
    "OfferedName",
    "OfferedSource",
    "OfferedTime",
    "Proposal",
    "propose",
    "taken_over",
    "without_names",
]


@dataclass(frozen=True)
class OfferedName:
    key: str
    name: str


@dataclass(frozen=True)
class Proposal:
    """Each offer has a key that stays when the story is changed: `r1`, `aliases/flood`, `occurred/start`."""

    sources: tuple[OfferedSource, ...]
    names: tuple[OfferedName, ...]
    times: tuple[OfferedTime, ...]
    untold: tuple[OfferedTime, ...]
    """Times that the survivor lacks, but that would mean something else there."""

    @property
    def offers(self) -> tuple[OfferedSource | OfferedName | OfferedTime, ...]:
        return (*self.sources, *self.names, *self.times)

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(offer.key for offer in self.offers)


def propose(merged: Story, *, to: Story) -> Proposal:
    wanting = times.missing(merged, to=to)
    return Proposal(
        sources=tuple(sources.missing(merged, to=to)),
        names=tuple(OfferedName(f"aliases/{name}", name) for name in merged.aliases),
        times=tuple(offer for offer in wanting if not offer.obstacle),
        untold=tuple(offer for offer in wanting if offer.obstacle),
    )


def taken_over(proposal: Proposal, *, by: Story, chosen: Collection[str]) -> Story:
    """The survivor with what was chosen. Its new sources get anchors of its own, and support no part yet."""
    given = {offer.key: offer.at for offer in proposal.times if offer.key in chosen}
    return msgspec.structs.replace(
        by,
        sources=(*by.sources, *(_unanchored(one.source) for one in proposal.sources if one.key in chosen)),
        aliases=(*by.aliases, *(one.name for one in proposal.names if one.key in chosen)),
        occurred=Occurred(
            start=by.occurred.start or given.get("occurred/start"),
            end=by.occurred.end or given.get("occurred/end"),
        ),
        detected_at=by.detected_at or given.get("detected_at"),
        mitigated_at=by.mitigated_at or given.get("mitigated_at"),
        resolved_at=by.resolved_at or given.get("resolved_at"),
    )


def without_names(merged: Story, chosen: Collection[str]) -> Story:
    """The merged story without the names that it hands over: a name means one story."""
    kept = tuple(name for name in merged.aliases if f"aliases/{name}" not in chosen)
    return msgspec.structs.replace(merged, aliases=kept)


def _unanchored(source: Source) -> Source:
    return msgspec.structs.replace(source, id="")
