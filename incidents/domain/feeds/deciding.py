"""What somebody decides about candidates: attached to a story, made a draft, rejected, and each taken back.

A decision locks the candidate, so of two editors who decide at once one wins, and the other is told.
"""

from collections.abc import Collection, Iterator
from datetime import datetime
from uuid import UUID

import msgspec
from django.db import transaction

from incidents.domain import drafts, saving, stories
from incidents.domain.feeds import contents, prefilling
from incidents.domain.feeds.candidates import WAITING
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Candidate, Draft, FeedEntry, Incident, User
from incidents.models.choices import ENDED
from incidents.models.incident import IncidentQuerySet
from incidents.stories import reading
from incidents.stories.document import Story

NOT_ATTACHED = "It is attached to no story."
SAID = {"attached": "attached to a story", "drafted": "made a draft", "rejected": "rejected"}


def entries_of(candidate: Candidate) -> list[FeedEntry]:
    """Those that list it, the one that came first, first; what feeds hold no longer comes last."""
    entries = FeedEntry.objects.filter(candidate=candidate).select_related("feed").order_by("pk")
    return sorted(entries, key=lambda entry: entry.missing_since is not None)


def attachable() -> IncidentQuerySet:
    """Stories that a candidate may be attached to: those that every editor may see and change.

    What feeds list is compared with these alone, so what is attached to another one would wait again.
    """
    return Incident.objects.open_to_editors().exclude(status__in=ENDED)


@transaction.atomic
def attach(*, candidate: Candidate, ref: str, actor: User, now: datetime) -> Incident:
    """Adds what the candidate names to the sources of a story, unless it cites them already.

    Raises `NotPossible` where somebody has decided meanwhile, `Outdated` where somebody saves the story at
    the same time, `Refused` where there is no such story, or the entry has no address.
    """
    held = _waiting(candidate)
    incident = attachable().select_related("revision").filter(ref=ref).first()
    if incident is None:
        message = f"{ref or 'nothing'} is no story that every editor may see and change"
        raise Refused(NOT_ATTACHED, [Fault("/ref", message)])
    source = next(filter(None, map(prefilling.source_of, map(contents.story_of, entries_of(held)))), None)
    if source is None:
        raise Refused(
            NOT_ATTACHED, [Fault("", "no entry has an address to cite; make a draft, or reject it")]
        )
    story = reading.trusted(incident.current_revision.document)
    if not prefilling.is_cited(source, by=story.sources):
        changed = msgspec.structs.replace(story, sources=(*story.sources, source))
        _save(changed, incident, actor, f"Added a source that feeds list: {source.title}", now)
        held.cited_as = stories.current(ref=ref).sources[-1].id
    held.incident = incident
    _decide(held, "attached", actor, now)
    return incident


@transaction.atomic
def make_draft(*, candidate: Candidate, actor: User, key: UUID, now: datetime) -> Draft:
    """A draft of the actor's with the fields that the entries tell.

    Raises `NotPossible` where somebody has decided meanwhile, or the actor has too many drafts.
    """
    held = _waiting(candidate)
    content = prefilling.content_of(entries_of(held), title=held.title)
    held.draft = drafts.start(author=actor, key=key, content=content, now=now)
    _decide(held, "drafted", actor, now)
    return held.draft


@transaction.atomic
def reject(*, candidate: Candidate, reason: str, actor: User, now: datetime) -> None:
    """Raises `NotPossible` where somebody has decided meanwhile, `Refused` where no reason is given."""
    held = _waiting(candidate)
    reject_all(candidates=[held.pk], reason=reason, actor=actor, now=now)


@transaction.atomic
def reject_all(*, candidates: Collection[int], reason: str, actor: User, now: datetime) -> int:
    """Keys of candidates. Returns how many were rejected: those that did not wait any more are left alone.

    Raises `Refused` where no reason is given.
    """
    if faults := [*_missing(reason), *saving.reason_faults(reason)]:
        raise Refused("Nothing is rejected.", faults)
    held = Candidate.objects.waiting().filter(pk__in=candidates).in_order().select_for_update()
    keys = [one.pk for one in held]
    decided = {"state": "rejected", "reason": reason.strip(), "decided_by": actor, "decided_at": now}
    return Candidate.objects.filter(pk__in=keys).update(**decided)


@transaction.atomic
def take_back(*, candidate: Candidate, decided_at: datetime, actor: User, now: datetime) -> None:
    """The candidate waits again. The source that attaching has added is removed from its story; a draft that
    the actor has made is discarded, and one of somebody else's stays hers.

    `decided_at` names the decision, so that nobody takes back another one than she saw. Raises `NotPossible`
    where there is none or another, `Outdated` and `Refused` as a save of the story does.
    """
    held = _held(candidate)
    if held.state == "waiting":
        raise NotPossible("It waits already.")
    if held.decided_at != decided_at:
        raise NotPossible(f"Something else was decided meanwhile: {told(held)}")
    if held.decided_by is None:
        raise NotPossible("A story cites it, so it is not decided here. Change the sources of the story.")
    if held.cited_as and held.incident_id:
        _remove_source(held.incident_id, held.cited_as, actor, now)
    if held.draft and held.draft.author_id == actor.pk and held.draft.discarded_at is None:
        drafts.discard(draft=held.draft, now=now)
    Candidate.objects.filter(pk=held.pk).update(**WAITING)


def told(candidate: Candidate) -> str:
    """What was decided, by whom and when, as a sentence."""
    if candidate.decided_at is None:
        return "It waits."
    who = f"by {candidate.decided_by}" if candidate.decided_by else "by a run, as a story cites it"
    return f"It was {SAID[candidate.state]} {who}, {candidate.decided_at:%Y-%m-%d %H:%M} UTC."


def _missing(reason: str) -> Iterator[Fault]:
    if not reason.strip():
        yield Fault(saving.REASON, "is blank; say why, for those who find it again")


def _remove_source(key: int, anchor: str, actor: User, now: datetime) -> None:
    """From a story that every editor may see still."""
    incident = Incident.objects.open_to_editors().select_related("revision").filter(pk=key).first()
    if incident is None:
        return
    story = reading.trusted(incident.current_revision.document)
    left = tuple(source for source in story.sources if source.id != anchor)
    if len(left) < len(story.sources):
        changed = msgspec.structs.replace(story, sources=left)
        _save(changed, incident, actor, f"Removed the source {anchor} again.", now)


def _save(story: Story, incident: Incident, actor: User, reason: str, now: datetime) -> None:
    stories.save(
        story=story,
        based_on=incident.revision_number,
        origin="person",
        author=actor,
        reason=reason,
        now=now,
    )


def _held(candidate: Candidate) -> Candidate:
    """Alone: rows that are joined to one that is waited for are those of before."""
    return Candidate.objects.select_for_update().get(pk=candidate.pk)


def _waiting(candidate: Candidate) -> Candidate:
    held = _held(candidate)
    if held.state != "waiting":
        raise NotPossible(f"Somebody was faster. {told(held)}")
    return held


def _decide(held: Candidate, state: str, actor: User, now: datetime) -> None:
    held.state, held.decided_by, held.decided_at = state, actor, now
    held.save(update_fields=["state", "decided_by", "decided_at", "incident", "cited_as", "draft"])
