"""A story is merged into another, which may take over what it lacks."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import msgspec
from django.db import transaction

from incidents.domain import saving
from incidents.domain.stories.retirement import ending
from incidents.domain.stories.save import SavedStory, save
from incidents.errors import Fault, Refused
from incidents.models import Incident, ReviewRequest, User
from incidents.models.choices import READABLE
from incidents.stories import merging, reading
from incidents.stories.document import Relation, Story
from incidents.stories.merging import Proposal

ADDED = "Added sources, earlier names or times."
"""The reason in the history of a survivor whose readers may not know of the merged story."""


@dataclass(frozen=True)
class Handover:
    """What the survivor takes over, by the keys of the proposal."""

    keys: Collection[str]
    based_on: int
    """The revision of the survivor that was seen."""


@dataclass(frozen=True)
class Proposed:
    proposal: Proposal
    is_for_more: bool
    """Whether the survivor may be read by people who may not read what is offered."""


@dataclass(frozen=True)
class MergedStory(SavedStory):
    survivor: SavedStory | None
    """Where something was handed over."""


def propose(*, ref: str, into: str, based_on: int, author: User, reason: str) -> Proposed:
    """Raises what `merge` raises before it looks at what is handed over."""
    ending.check(ref=ref, reason=reason, other=into, pointer="/into", author=author)
    found = handover(merged=_incident(ref), survivor=_incident(into))
    _check_based_on(ref, based_on)
    return found


def handover(*, merged: Incident, survivor: Incident) -> Proposed:
    """What there is to take over, for whoever may see both stories."""
    proposal = merging.propose(_document(merged), to=_document(survivor))
    return Proposed(proposal, _is_for_more(merged, survivor))


@transaction.atomic
def merge(
    *,
    ref: str,
    into: str,
    based_on: int,
    author: User,
    reason: str,
    now: datetime,
    handed: Handover | None = None,
) -> MergedStory:
    """Redirects the story's address to the other one; its revisions stay.

    The content of a story that was never published is taken down. `handed` is saved with it or not at all;
    that the author may edit the survivor is for the caller to know. Raises `Refused` with every fault, as
    `withdraw` does, or with those of the survivor; `Outdated` for either story.
    """
    ending.check(ref=ref, reason=reason, other=into, pointer="/into", author=author)
    before = _incident(ref)
    keys = handed.keys if handed else ()
    takeover = _takeover(before, _incident(into), based_on, handed) if handed and keys else None
    story = _merged(_document(before), into, reason, keys)
    # First, since a name that goes over has to be given up before it can be taken.
    saved = save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)
    taken = _save_survivor(takeover, author, now) if takeover else None
    return MergedStory(saved.incident, saved.revision, saved.changed, taken)


@dataclass(frozen=True)
class Takeover:
    """What is to be saved of the survivor."""

    story: Story
    based_on: int
    reason: str


def _takeover(merged: Incident, survivor: Incident, based_on: int, handed: Handover) -> Takeover:
    """Raises `Outdated` before keys are looked at: what was shown may be gone since."""
    _check_based_on(merged.ref, based_on)
    _check_based_on(survivor.ref, handed.based_on)
    found = handover(merged=merged, survivor=survivor)
    if not found.proposal.keys.issuperset(handed.keys):
        message = f"names something that {survivor.ref} does not lack; look at the list again"
        raise Refused(f"{merged.ref} stays as it is.", [Fault("/handed", message)])
    story = merging.taken_over(found.proposal, by=_document(survivor), chosen=handed.keys)
    reason = ADDED if found.is_for_more else f"Took over what it lacked from {merged.ref}, merged into it."
    return Takeover(story, handed.based_on, reason)


def _merged(before: Story, into: str, reason: str, handed: Collection[str]) -> Story:
    story = merging.without_names(before if before.status in READABLE else ending.untold(before), handed)
    kept = tuple(item for item in story.relations if item.type != "duplicate_of" and item.to != into)
    return msgspec.structs.replace(
        story,
        status="merged",
        withdrawal=None,
        relations=(*kept, Relation(type="duplicate_of", to=into, note=reason)),
    )


def _save_survivor(takeover: Takeover, author: User, now: datetime) -> SavedStory:
    story, based_on, reason = takeover.story, takeover.based_on, takeover.reason
    try:
        return save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)
    except Refused as refused:
        raise Refused(f"{story.ref} cannot take over all that is ticked.", refused.faults) from refused


def _incident(ref: str) -> Incident:
    return Incident.objects.select_related("revision").get(ref=ref)


def _document(incident: Incident) -> Story:
    return reading.trusted(incident.current_revision.document)


def _check_based_on(ref: str, based_on: int) -> None:
    before = Incident.objects.only("revision_number").get(ref=ref)
    saving.check_based_on(ref=ref, before=before, based_on=based_on)


def _is_for_more(merged: Incident, survivor: Incident) -> bool:
    """Whether somebody may read the survivor who may not read the other one; if in doubt, yes."""
    if merged.status not in READABLE or merged.visibility == "people":
        return True
    if merged.visibility == "team":
        readers = ("visibility", "team_id", "owner_id")
        reviewed = ReviewRequest.objects.open().filter(incident=survivor)
        return reviewed.exists() or any(getattr(merged, name) != getattr(survivor, name) for name in readers)
    return merged.visibility == "organisation" and survivor.visibility == "public"
