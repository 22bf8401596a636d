"""The one write path of stories: every document, wherever it comes from, goes through `save`."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

import msgspec
from django.db import transaction

from incidents.domain import approvals, saving
from incidents.domain.stories import attachments, index, names, relations, sources, tables, texts
from incidents.errors import Fault, Refused
from incidents.models import Incident, Revision, Team, User
from incidents.stories import anchors, checks, reading
from incidents.stories.document import Story
from incidents.stories.reading.pictures import CleanPicture

NAMESPACE = UUID("5e2c6a1e-7f0b-4c1f-9f3a-6d8f2b1c0a4d")
"""Stories that come without a uuid get one made from their reference, the same on every instance."""


@dataclass(frozen=True)
class SavedStory:
    incident: Incident
    revision: Revision
    changed: bool
    """False where the document was the same as before; nothing was written then."""


@dataclass(frozen=True)
class Prepared:
    """What takes long to make and follows from the document alone: made before the lock is taken."""

    document: str
    html: dict[str, str]
    prefixes: set[str]
    """Those that were known when the texts were rendered."""


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
    pictures: Sequence[CleanPicture] = (),
) -> SavedStory:
    """Appends a revision and writes every table that follows from it.

    `based_on` is the number of the revision the writer started from, `None` for a story that is new.
    `pictures`: those of its evidence that are not kept with the story yet.
    Raises `Outdated` when somebody else saved since, `Refused` with every fault, `NotPossible` when there
    is no such story to change.
    """
    revision = Revision(author=author, origin=origin, reason=reason, created_at=now)
    return _save(story, revision, based_on=based_on, team=team, pictures=pictures)


def _save(
    story: Story,
    revision: Revision,
    *,
    based_on: int | None,
    team: Team | None = None,
    pictures: Sequence[CleanPicture] = (),
    restoring: bool = False,
) -> SavedStory:
    """As `save`. `restoring` allows anchors that were removed meanwhile."""
    _check_reason(revision.reason)
    prefixes = (
        texts.prefixes()
    )  # read before the story: a prefix that comes later outdates what is read of it
    before = Incident.objects.select_related("revision", "team").filter(ref=story.ref).first()
    saving.check_based_on(ref=story.ref, before=before, based_on=based_on)
    old = _document(before) if before else None
    taken = before.highest_anchors if before else {}
    story = anchors.numbered(_identified(story, before), taken)
    faults = list(_without_a_team(story, team or (before.team if before else None)))
    faults += checks.faults(story)
    faults += attachments.faults(story=story, before=before, given=pictures)
    if not restoring:
        faults += approvals.faults(story, old=old, before=before, author=revision.author)
    if old and not restoring:
        faults += anchors.reused(story, before=old, taken=taken)
    if faults:
        raise Refused(reading.REFUSED, [*faults, *_across_stories(story, old)])
    if before and story == old:
        return SavedStory(before, before.current_revision, changed=False)
    prepared = prepare(story, old=old, before=before, prefixes=prefixes)
    _lock(story, old, based_on)
    saved = append(story=story, old=old, before=before, prepared=prepared, revision=revision, team=team)
    saving.record(story=story, old=old, author=revision.author, now=revision.created_at)
    saving.tell_owner(incident=saved.incident, old=old, author=revision.author, now=revision.created_at)
    attachments.keep(incident=saved.incident, story=story, given=pictures, now=revision.created_at)
    return saved


def append(
    *,
    story: Story,
    old: Story | None,
    before: Incident | None,
    prepared: Prepared,
    revision: Revision,
    team: Team | None = None,
) -> SavedStory:
    """Writes the revision and what follows from it; to be called under the lock, with a checked story.

    Of the revision, only who wrote it when and why has to be there.
    """
    html = _current_html(story, prepared)
    incident, columns = tables.head(
        before=before,
        story=story,
        old=old,
        html=html,
        author=revision.author,
        team=team,
        now=revision.created_at,
    )
    revision.number, revision.document = incident.revision_number, prepared.document
    _write_head(incident, revision, columns if before else None)
    _write_tables(incident, story, old)
    return SavedStory(incident, revision, changed=True)


@transaction.atomic
def restore(*, ref: str, number: int, based_on: int, author: User, now: datetime) -> SavedStory:
    """Saves the document of an earlier revision again."""
    earlier = Revision.objects.get(incident__ref=ref, number=number)
    reason = f"Restored revision {number}."
    revision = Revision(author=author, origin="person", reason=reason, created_at=now)
    return _save(reading.trusted(earlier.document), revision, based_on=based_on, restoring=True)


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


def _without_a_team(story: Story, team: Team | None) -> Iterator[Fault]:
    if story.visibility == "team" and not team:
        yield Fault("/visibility", "this story belongs to no team that could read it")


def _across_stories(story: Story, old: Story | None) -> Iterator[Fault]:
    """What is wrong because of other stories. Certain only under the lock."""
    yield from relations.faults(story, old=old)
    yield from names.taken(story, old=old)


def prepare(story: Story, *, old: Story | None, before: Incident | None, prefixes: set[str]) -> Prepared:
    unchanged = texts.unchanged(incident=before, old=old, story=story) if before and old else None
    return Prepared(
        document=reading.to_json(story).decode(),
        html=texts.rendered(story, prefixes=prefixes, unchanged=unchanged),
        prefixes=prefixes,
    )


def _lock(story: Story, old: Story | None, based_on: int | None) -> None:
    """From here on no other story changes. Raises `Outdated` and `Refused` as `save` does."""
    saving.lock()
    before = Incident.objects.only("revision_number").filter(ref=story.ref).first()
    saving.check_based_on(ref=story.ref, before=before, based_on=based_on)
    if faults := list(_across_stories(story, old)):
        raise Refused(reading.REFUSED, faults)


def _current_html(story: Story, prepared: Prepared) -> dict[str, str]:
    """The texts with links to every reference, though a prefix may have come in between or come now."""
    last = names.counters()
    if names.remember_ref(ref=story.ref, last=last):
        texts.outdate(prefix=story.ref.partition("-")[0])
    return prepared.html if prepared.prefixes == last.keys() else texts.rendered(story, prefixes=last)


def _write_head(incident: Incident, revision: Revision, columns: Iterable[str] | None) -> None:
    """Head and revision name each other. `columns`: what changes of a head that is there."""
    if columns is None:
        incident.save(force_insert=True)
    revision.incident = incident
    revision.save(force_insert=True)
    incident.revision = revision
    incident.save(update_fields=["revision", *(columns or ())])


def _write_tables(incident: Incident, story: Story, old: Story | None) -> None:
    names.replace(incident=incident, story=story, old=old)
    tables.write_parts(incident=incident, story=story, old=old)
    sources.replace(incident=incident, story=story, old=old)
    relations.replace(incident=incident, story=story, old=old)
    index.write(incident=incident, story=story, is_new=old is None)
