"""Saving a draft as a revision of its story or as a story that is new, and publishing a story as it is."""

from datetime import datetime
from typing import Any

import msgspec
from django.db import transaction

from incidents import access
from incidents.domain import stories, vocabulary
from incidents.domain.stories import SavedStory
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Draft, Incident, Team, User
from incidents.models.choices import ENDED
from incidents.models.reader import Reader
from incidents.stories import reading
from incidents.stories.document import VERSION
from incidents.stories.drafting import composed
from incidents.yamltree import Tree

BY_THEIR_OWN_PAGES = frozenset({"withdrawn", "merged"})


@transaction.atomic
def publish(*, draft: Draft, author: User, prefix: str, now: datetime) -> SavedStory:
    """Saves what was typed through the one write path; the draft is discarded with it.

    `prefix`: of the reference of a new story. Raises `Refused` with every fault, `Outdated` where somebody
    saved the story since, `NotPossible` where the draft is discarded by now.
    """
    held = Draft.objects.select_for_update(of=("self",)).open().filter(pk=draft.pk).first()
    if held is None:
        raise NotPossible("This draft is not open any more, so nothing was saved from it.")
    document = typed_document(held)
    team = _team(held, author, document)
    reason = held.content.get("reason", "")
    if held.incident is None:
        saved = stories.creation.from_tree(
            tree=Tree(document), prefix=prefix, author=author, team=team, reason=reason, now=now
        )
    else:
        saved = stories.save(
            story=reading.from_tree(Tree(document), vocabulary=vocabulary.current()),
            based_on=held.based_on,
            origin="person",
            author=author,
            team=team,
            reason=reason,
            now=now,
        )
    _finish(held, saved, now)
    return saved


@transaction.atomic
def publish_story(*, ref: str, based_on: int, author: User, now: datetime) -> SavedStory:
    """Publishes the revision `based_on` as it is.

    Raises `Refused` with everything that is missing, `Outdated` where somebody saved the story since,
    `NotPossible` where the author may not edit it any more or it has ended.
    """
    reader = Reader.of(User.objects.get(pk=author.pk))
    incident = Incident.objects.visible_to(reader).filter(ref=ref).first()
    if incident is None or not access.may_edit(reader, incident):
        raise NotPossible(f"You may not edit {ref} any more. Nothing was published.")
    if incident.status in ENDED:
        raise NotPossible(f"{ref} is {incident.status}. To take that back, restore an earlier revision.")
    story = msgspec.structs.replace(stories.current(ref=ref), status="published")
    return stories.save(
        story=story, based_on=based_on, origin="person", author=author, reason="Published.", now=now
    )


def typed_document(draft: Draft) -> dict[str, Any]:
    """The document that the draft means; it may be invalid. A story that is new is a draft at first."""
    value = composed(draft.content, began_from=draft.began_from).value
    return {"schema": VERSION, "status": "draft"} | value


def _team(draft: Draft, author: User, document: dict[str, Any]) -> Team | None:
    """The team that was chosen. Raises `Refused` where it is none of the author's."""
    slug = draft.content.get("team", "")
    if document["status"] in BY_THEIR_OWN_PAGES:
        message = f"is {document['status']}, which has a page of its own; choose another status"
        raise Refused(reading.REFUSED, [Fault("/status", message)])
    if not slug:
        return None
    team = Team.objects.with_member(author).filter(slug=slug).first()
    if team is None:
        raise Refused(reading.REFUSED, [Fault("/team", "is none of your teams; choose one of them")])
    return team


def _finish(draft: Draft, saved: SavedStory, now: datetime) -> None:
    draft.incident, draft.based_on = saved.incident, saved.incident.revision_number
    draft.discarded_at = now
    draft.save(update_fields=["incident", "based_on", "discarded_at"])
