"""Stories end: withdrawn, or merged into another. Their revisions stay."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import msgspec

from incidents import refs
from incidents.domain import saving
from incidents.domain.stories import lookup
from incidents.domain.stories.save import SavedStory, current, save
from incidents.errors import Fault, Refused
from incidents.models import Incident, User
from incidents.models.choices import ENDED, READABLE
from incidents.models.reader import Reader
from incidents.stories.document import Relation, Story, Withdrawal

KEPT = ("ref", "uuid", "slug", "aliases", "kind", "title", "visibility", "language")
"""Fields that remain of a story whose content is taken down."""


def merge(*, ref: str, into: str, based_on: int, author: User, reason: str, now: datetime) -> SavedStory:
    """Redirects the story's address to the other one; its revisions stay.

    The content of a story that was never published is taken down. Raises `Refused` with every fault, as
    `withdraw` does.
    """
    _check(ref=ref, reason=reason, other=into, pointer="/into", author=author)
    before = current(ref=ref)
    story = before if before.status in READABLE else _untold(before)
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
    """The page remains and gives the reason; the content stays in the history, for those who may edit it."""
    _check(ref=ref, reason=reason, other=successor, pointer="/successor", author=author)
    withdrawal = Withdrawal(reason=reason, successor=successor)
    story = _untold(current(ref=ref), status="withdrawn", withdrawal=withdrawal)
    return save(story=story, based_on=based_on, origin="person", author=author, reason=reason, now=now)


def _untold(story: Story, **ending: Any) -> Story:
    kept = {name: getattr(story, name) for name in KEPT}
    return Story(**{"status": story.status} | kept | ending)


def _check(*, ref: str, reason: str, other: str | None, pointer: str, author: User) -> None:
    """`other` is the story that readers are redirected to, named at `pointer`; `None` where there is none.

    Raises `Refused` with every fault.
    """
    faults = [*saving.missing_reason(reason), *saving.reason_faults(reason)]
    if other is not None:
        faults += [Fault(pointer, message) for message in _unfit(other, ref, author)]
    if faults:
        raise Refused(f"{ref} stays as it is.", faults)


def _unfit(other: str, ref: str, author: User) -> Iterator[str]:
    """One that has ended itself would lead readers on, or in a circle."""
    if not refs.STORY.fullmatch(other):
        yield "is no reference; write one such as KF-15"
    elif other == ref:
        yield f"{ref} is this story; name another one"
    elif (found := lookup.state(ref=other, reader=Reader.of(author))) is None:
        yield f"there is no {other} that you may read; name one that exists"
    elif _is_closed_to_some(other, ref):
        yield f"{other} may be read by fewer people than {ref}, who would learn of it; open it to them first"
    elif found.status in ENDED:
        yield f"{other} was {found.status} itself; name a current one"


def _is_closed_to_some(other: str, ref: str) -> bool:
    """Whether a story that has ended would name one to people who may not read it."""
    target, story = (Incident.objects.only("visibility", "status").get(ref=name) for name in (other, ref))
    openness = ("people", "team", "organisation", "public")
    is_readable = target.status in READABLE
    return not is_readable or openness.index(target.visibility) < openness.index(story.visibility)
