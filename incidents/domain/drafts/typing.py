"""Starting drafts, and saving what is typed into them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import msgspec

from incidents.errors import Fault, NotPossible, Refused
from incidents.models import Draft, Incident, User
from incidents.models.draft import MOST_BYTES
from incidents.stories import reading
from incidents.stories.drafting import Content, of_document

MOST_OPEN = 200
"""Drafts that one author may have open."""


@dataclass(frozen=True)
class KeptDraft:
    """Where what was typed is now. `is_fork`: in a draft of its own, made for it."""

    key: UUID
    number: int
    is_fork: bool = False


def start(*, author: User, key: UUID, content: Content, now: datetime) -> Draft:
    """A draft of a story that is new.

    Raises `NotPossible` where the author has too many, `Refused` where the content is too large.
    """
    check_size(content)
    _check_room(author)
    return Draft.objects.create(
        key=key, author=author, content=content, writer=key, created_at=now, updated_at=now
    )


def start_from(*, incident: Incident, author: User, key: UUID, now: datetime) -> Draft:
    """A draft that changes the current revision of a story. Raises `NotPossible` as `start` does."""
    _check_room(author)
    document = reading.plain(reading.trusted(incident.current_revision.document))
    return Draft.objects.create(
        key=key,
        author=author,
        incident=incident,
        based_on=incident.revision_number,
        began_from=document,
        content=of_document(document),
        writer=key,
        created_at=now,
        updated_at=now,
    )


def save_typed(
    *,
    draft: UUID,
    author: User,
    content: Content,
    writer: UUID,
    number: int,
    based_on: int,
    fork: UUID,
    now: datetime,
) -> KeptDraft:
    """Keeps what was typed, in one statement where nobody else typed into the draft.

    `writer` is the opened page, `number` counts its saves on from `based_on`, the last one it knew. Where
    somebody else has saved since, or the draft is discarded, nothing is overwritten: what was typed becomes a
    draft of its own with the key `fork`, or the one that the page has already, if it did not hear of it.
    What comes late from the same page changes nothing.
    Raises `Refused` where it is too large, `NotPossible` where the author has no such draft.
    """
    check_size(content)
    mine = Draft.objects.filter(key=draft, author=author)
    kept = mine.open().written_by(writer, number=number, based_on=based_on)
    if kept.update(content=content, number=number, writer=writer, updated_at=now):
        return KeptDraft(draft, number)
    there = mine.first()
    if there is None:
        raise NotPossible("There is no such draft of yours.")
    if there.writer == writer and there.number > number:
        return KeptDraft(draft, there.number)
    of_page = Draft.objects.filter(forked_from=there, author=author).open().filter(writer=writer).first()
    if of_page is None:
        return _forked(there, content=content, writer=writer, number=number, key=fork, now=now)
    again = Draft.objects.filter(pk=of_page.pk).written_by(writer, number=number, based_on=based_on)
    again.update(content=content, number=number, updated_at=now)
    return KeptDraft(of_page.key, max(number, of_page.number), is_fork=True)


def _forked(
    there: Draft, *, content: Content, writer: UUID, number: int, key: UUID, now: datetime
) -> KeptDraft:
    forked = Draft.objects.create(
        key=key,
        author=there.author,
        incident=there.incident,
        based_on=there.based_on,
        forked_from=there,
        began_from=there.began_from,
        content=content,
        number=number,
        writer=writer,
        created_at=now,
        updated_at=now,
    )
    return KeptDraft(forked.key, forked.number, is_fork=True)


def _check_room(author: User) -> None:
    if Draft.objects.filter(author=author).open().count() >= MOST_OPEN:
        raise NotPossible(f"You have {MOST_OPEN} open drafts. Discard one of them first.")


def check_size(content: Content) -> None:
    """Raises `Refused` where it is more than a draft holds."""
    size = len(msgspec.json.encode(content))
    if size > MOST_BYTES:
        message = f"holds {size / 1_000_000:.1f} MB; 1 MB is possible. Put long logs into shorter pieces"
        raise Refused("This is too much for a draft, so it is not saved.", [Fault("", message)])
