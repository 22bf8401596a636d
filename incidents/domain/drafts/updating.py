"""Taking over what others have saved to the story since a draft began."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from incidents.domain.drafts.typing import check_size
from incidents.errors import NotPossible, Outdated
from incidents.models import Draft
from incidents.stories import reading
from incidents.stories.document import ANCHORED
from incidents.stories.drafting import Choice, Merged, merged, of_document

Document = dict[str, Any]


@dataclass(frozen=True)
class Update:
    """A draft put together with a revision of its story. `began_from`: the document it goes on from."""

    revision: int
    merged: Merged
    began_from: Document


def has_later_revision(draft: Draft) -> bool:
    """Whether the draft is open, and its story was saved since it began."""
    is_behind = draft.incident is not None and draft.incident.revision_number != draft.based_on
    return is_behind and draft.discarded_at is None


def compare(*, draft: Draft, choices: dict[str, Choice]) -> Update:
    """Raises `NotPossible` where the story is as it was when the draft began, or the draft is discarded."""
    incident = draft.incident
    if incident is None or draft.based_on is None or not has_later_revision(draft):
        raise NotPossible(
            "Nobody has saved the story since this draft began, so there is nothing to take over."
        )
    base, theirs = (
        reading.plain(reading.trusted(revision.document))
        for revision in (incident.revisions.get(number=draft.based_on), incident.current_revision)
    )
    content = merged(
        base=of_document(base),
        mine=draft.content,
        theirs=of_document(theirs),
        used=incident.highest_anchors,
        choices=choices,
    )
    return Update(incident.revision_number, content, _with_removed(theirs, draft.began_from))


@transaction.atomic
def update(
    *, draft: Draft, number: int, revision: int, choices: dict[str, Choice], key: UUID, now: datetime
) -> Draft:
    """A new draft with what was typed and what others saved; the one before is discarded with it.

    Pages that are open on the one before go on in a draft of their own, from where it began.
    `number` and `revision`: of the draft and the story that the choices were made for.
    Where there is none, what was typed stays. Raises `NotPossible` as `compare` does, `Outdated` where either
    has changed, `Refused` where it is too large together.
    """
    held = Draft.objects.select_for_update(of=("self",)).select_related("incident").get(pk=draft.pk)
    found = compare(draft=held, choices=choices)
    if (held.number, found.revision) != (number, revision):
        message = "The draft or the story has changed since this page was opened. Look at it once more."
        raise Outdated(message, current=found.revision)
    check_size(found.merged.content)
    made = Draft.objects.create(
        key=key,
        author=held.author,
        incident=held.incident,
        based_on=found.revision,
        began_from=found.began_from,
        content=found.merged.content,
        number=1,
        writer=key,
        created_at=now,
        updated_at=now,
    )
    held.discarded_at = now
    held.save(update_fields=["discarded_at"])
    return made


def _with_removed(theirs: Document, before: Document) -> Document:
    """Theirs, with the parts that they removed: who keeps one keeps what the form does not offer of it."""
    together = dict(theirs)
    for name in ANCHORED:
        there = {part.get("id") for part in theirs.get(name) or ()}
        removed = [part for part in before.get(name) or () if part.get("id") not in there]
        if removed:
            together[name] = [*(theirs.get(name) or ()), *removed]
    return together
