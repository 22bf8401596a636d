"""Comments on stories and their parts: written, answered, resolved, opened again, and rid of erased words."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.db import transaction

from incidents import access
from incidents.domain.notifications import kinds, notify
from incidents.erasing import Traces, Words
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Comment, Incident, User
from incidents.models.comment import LONGEST, CommentQuerySet
from incidents.models.reader import Reader
from incidents.stories import anchors, reading

MOST = 1000
"""Comments on one story."""
MENTION = re.compile(r"(?<![\w@.+-])@([\w@.+-]*\w)")
"""`@pat`, as user names are written; a full stop behind it ends the sentence."""
MOST_MENTIONED = 20
"""People whom one comment tells."""
NOT_WRITTEN = "The comment was not written."


def parts_of(incident: Incident) -> dict[str, str]:
    """The parts of the current revision that can be commented on: the list that each is in, by anchor."""
    story = reading.trusted(incident.current_revision.document)
    return {anchor: pointer.split("/")[1] for pointer, anchor, _ in anchors.anchored_parts(story) if anchor}


@transaction.atomic
def write(
    *, incident: Incident, text: str, anchor: str, thread: int | None, key: UUID, actor: User, at: datetime
) -> Comment:
    """Writes a comment on a part or, where `anchor` is empty, on the whole story, or a reply in a thread.

    Sent again with the same key, it is not written twice. The owner, those who wrote in the thread, and whom
    the text mentions are told, as far as they may see the story. Raises `Refused` with every fault,
    `NotPossible` where the actor may not see the story any more or it has as many comments as it can have.
    """
    locked = _seen(incident, actor)
    for written in Comment.objects.filter(key=key, author=actor, incident=locked):
        return written
    began = Comment.objects.threads().filter(incident=locked, pk=thread).first() if thread else None
    anchor = "" if thread else anchor
    if faults := list(_faults(locked, text, anchor, lost=bool(thread) and began is None)):
        raise Refused(NOT_WRITTEN, faults)
    if Comment.objects.filter(incident=locked).count() >= MOST:
        raise NotPossible(f"{locked.ref} has {MOST:,} comments, which is as many as can be. {NOT_WRITTEN}")
    written = Comment.objects.create(
        key=key, incident=locked, thread=began, anchor=anchor, text=text.strip(), author=actor, written_at=at
    )
    _tell(written, locked, actor, at)
    return written


def resolve(*, incident: Incident, thread: int, actor: User, at: datetime) -> bool:
    """Returns whether the thread was open. Raises `NotPossible` where the actor may not resolve it."""
    began = _own(incident, thread, actor).filter(resolved_at=None)
    return bool(began.update(resolved_at=at, resolved_by=actor))


def reopen(*, incident: Incident, thread: int, actor: User) -> bool:
    """Returns whether the thread was resolved. Raises `NotPossible` as `resolve` does."""
    began = _own(incident, thread, actor).filter(resolved_at__isnull=False)
    return bool(began.update(resolved_at=None, resolved_by=None))


def traces(*, story: str, words: Words) -> Traces:
    return Traces(tuple(f"{story}, comment {one.pk}" for one in _holding(story, words)))


def erase(*, story: str, words: Words) -> Traces:
    found = list(_holding(story, words))
    for one in found:
        one.text = words.replaced_in_name(words.replaced(one.text))
        one.save(update_fields=["text"])
    return Traces(tuple(f"{story}, comment {one.pk}" for one in found))


def _holding(story: str, words: Words) -> Iterator[Comment]:
    for one in Comment.objects.filter(incident__ref=story).order_by("pk"):
        if words.are_in_name(one.text):
            yield one


def _seen(incident: Incident, actor: User) -> Incident:
    """The story, locked against comments that come at once."""
    reader = Reader.of(User.objects.get(pk=actor.pk))
    seen = Incident.objects.visible_to(reader).select_for_update(of=("self",), no_key=True)
    locked = seen.select_related("revision").filter(pk=incident.pk).first()
    if locked is None or not reader.is_signed_in:
        raise NotPossible(f"You may not read this story any more. {NOT_WRITTEN}")
    return locked


def _faults(incident: Incident, text: str, anchor: str, *, lost: bool) -> Iterator[Fault]:
    if not text.strip():
        yield Fault("/text", "is blank; write what you have to say")
    elif len(text) > LONGEST:
        yield Fault("/text", f"has {len(text):,} characters; {LONGEST:,} are possible")
    if anchor and anchor not in parts_of(incident):
        yield Fault("/anchor", f"names no part of the story as it is now: {anchor}; choose another one")
    if lost:
        yield Fault("/thread", "is not there; write the comment anew")


def _tell(written: Comment, incident: Incident, actor: User, at: datetime) -> None:
    """Whom the text mentions is told that, and nobody is told twice."""
    names = list(dict.fromkeys(MENTION.findall(written.text)))[:MOST_MENTIONED]
    mentioned = may_see(User.objects.active().filter(username__in=names), incident)
    notify(kinds.COMMENT_MENTION, to=mentioned, actor=actor, at=at, story=incident)
    concerned = {incident.owner_id} if incident.owner_id else set()
    if written.thread_id:
        spoke = Comment.objects.filter(incident=incident)
        concerned |= {written.thread.author_id} if written.thread else set()
        concerned |= set(spoke.filter(thread=written.thread_id).values_list("author_id", flat=True))
    others = User.objects.active().filter(pk__in=concerned - {one.pk for one in mentioned})
    notify(kinds.COMMENT_WRITTEN, to=may_see(others, incident), actor=actor, at=at, story=incident)


def may_see(people: Iterable[User], incident: Incident) -> list[User]:
    return [
        one for one in people if Incident.objects.visible_to(Reader.of(one)).filter(pk=incident.pk).exists()
    ]


def _own(incident: Incident, thread: int, actor: User) -> CommentQuerySet:
    """The thread, as rows to update: for whoever began it, and for those who may edit the story."""
    reader = Reader.of(User.objects.get(pk=actor.pk))
    began = Comment.objects.visible_to(reader).threads().filter(incident=incident, pk=thread)
    found = began.first()
    if found is None or not access.may_resolve(reader, incident, found):
        raise NotPossible("There is no such thread that you may resolve. Nothing was changed.")
    return began
