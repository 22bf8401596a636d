"""The one write path of stories: every document, wherever it comes from, goes through `save`."""

from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from incidents.domain import saving
from incidents.domain.stories import heads, index, names, parts, relations, retirement, sources
from incidents.errors import Fault, Refused
from incidents.models import Incident, Revision, Team, User
from incidents.models.choices import READABLE
from incidents.stories import anchors, checks, reading
from incidents.stories.document import Relation, Story, Withdrawal

NAMESPACE = UUID("5e2c6a1e-7f0b-4c1f-9f3a-6d8f2b1c0a4d")
"""Stories that come without a uuid get one made from their reference, the same on every instance."""

KEPT_OF_WHAT_IS_UNTOLD = ("ref", "uuid", "slug", "aliases", "kind", "title", "visibility", "language")


@dataclass(frozen=True)
class SavedStory:
    incident: Incident
    revision: Revision
    changed: bool
    """False where the document was the same as before; nothing was written then."""


@transaction.atomic
def save(
    *,
    story: Story,
    based_on: int | None,
    origin: str,
    now: datetime,
    author: User | None = None,
    team: Team | None = None,
    reason: str = "",
    restoring: bool = False,
) -> SavedStory:
    """Appends a revision and writes every table that follows from it.

    `based_on` is the number of the revision the writer started from, `None` for a story that is new.
    Raises `Outdated` when somebody else saved since, `Refused` with every fault, `NotPossible` when there
    is no such story to change. `restoring` allows anchors that were removed meanwhile.
    """
    _check_reason(reason)
    saving.lock()
    before = Incident.objects.select_related("revision", "team").filter(ref=story.ref).first()
    saving.check_based_on(ref=story.ref, before=before, based_on=based_on)
    old = _document(before) if before else None
    taken = before.highest_anchors if before else {}
    story = anchors.numbered(_identified(story, before), taken)
    _check(story, old if not restoring else None, taken, has_team=bool(team or (before and before.team)))
    if before and story == old:
        return SavedStory(before, before.current_revision, changed=False)
    incident = heads.write(before=before, story=story, author=author, team=team, now=now)
    revision = _append(incident, story, author=author, origin=origin, reason=reason, now=now)
    _write_tables(incident, story, old)
    return SavedStory(incident, revision, changed=True)


def merge(*, ref: str, into: str, based_on: int, author: User, reason: str, now: datetime) -> SavedStory:
    """The story's address leads to the other one from now on; its revisions stay.

    Of what was not published before, nothing is told. Raises `Refused` with every fault, as `withdraw` does.
    """
    retirement.check(ref=ref, reason=reason, other=into, pointer="/into", author=author)
    standing = current(ref=ref)
    story = standing if standing.status in READABLE else _untold(standing)
    kept = tuple(item for item in story.relations if item.type != "duplicate_of" and item.to != into)
    merged = msgspec.structs.replace(
        story,
        status="merged",
        withdrawal=None,
        relations=(*kept, Relation(type="duplicate_of", to=into, note=reason)),
    )
    return save(story=merged, based_on=based_on, origin="person", author=author, reason=reason, now=now)


def withdraw(
    *, ref: str, based_on: int, author: User, reason: str, now: datetime, successor: str | None = None
) -> SavedStory:
    """The page stays and says why; what the story told stays in the history, for those who may edit it."""
    retirement.check(ref=ref, reason=reason, other=successor, pointer="/successor", author=author)
    withdrawal = Withdrawal(reason=reason, successor=successor)
    story = _untold(current(ref=ref), status="withdrawn", withdrawal=withdrawal)
    return save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)


def _untold(story: Story, **ending: Any) -> Story:
    kept = {name: getattr(story, name) for name in KEPT_OF_WHAT_IS_UNTOLD}
    return Story(**{"status": story.status} | kept | ending)


def restore(*, ref: str, number: int, based_on: int, author: User, now: datetime) -> SavedStory:
    """Applies the document of an earlier revision once more."""
    revision = Revision.objects.get(incident__ref=ref, number=number)
    story = reading.trusted(revision.document)
    return save(
        story=story,
        based_on=based_on,
        origin="person",
        author=author,
        reason=f"Restored revision {number}.",
        now=now,
        restoring=True,
    )


def current(*, ref: str) -> Story:
    incident = Incident.objects.select_related("revision").get(ref=ref)
    return _document(incident)


def _document(incident: Incident) -> Story:
    return reading.trusted(incident.current_revision.document)


def _check_reason(reason: str) -> None:
    if faults := list(saving.reason_faults(reason)):
        raise Refused("The reason cannot be kept.", faults)


def _identified(story: Story, before: Incident | None) -> Story:
    uuid = str(before.uuid) if before else story.uuid or str(uuid5(NAMESPACE, story.ref))
    return msgspec.structs.replace(story, uuid=uuid)


def _check(story: Story, old: Story | None, taken: anchors.Highest, *, has_team: bool) -> None:
    faults = list(
        chain(
            checks.faults(story),
            relations.faults(story),
            names.taken(story),
            anchors.reused(story, before=old, taken=taken) if old else (),
        )
    )
    if story.visibility == "team" and not has_team:
        faults.append(Fault("/visibility", "this story belongs to no team that could read it"))
    if faults:
        raise Refused(reading.REFUSED, faults)


def _append(
    incident: Incident, story: Story, *, author: User | None, origin: str, reason: str, now: datetime
) -> Revision:
    revision = Revision.objects.create(
        incident=incident,
        number=incident.revision_number,
        document=reading.to_json(story).decode(),
        author=author,
        origin=origin,
        reason=reason,
        created_at=now,
    )
    incident.revision = revision
    incident.save(update_fields=["revision"])
    return revision


def _write_tables(incident: Incident, story: Story, old: Story | None) -> None:
    names.remember_ref(ref=incident.ref)
    names.replace(incident=incident, story=story)
    parts.replace(incident=incident, story=story)
    sources.replace(incident=incident, story=story, old=old)
    relations.replace(incident=incident, story=story)
    index.index(incident=incident, story=story)
