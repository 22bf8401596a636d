"""What both ways to end a story have in common."""

from collections.abc import Iterator
from typing import Any

from incidents import refs
from incidents.domain import saving
from incidents.domain.stories import lookup
from incidents.errors import Fault, Refused
from incidents.models import Incident, User
from incidents.models.choices import ENDED, READABLE
from incidents.models.reader import Reader
from incidents.stories.document import Story

KEPT = ("ref", "uuid", "slug", "aliases", "kind", "title", "visibility", "language")
"""Fields that remain of a story whose content is taken down."""


def untold(story: Story, **ending: Any) -> Story:
    kept = {name: getattr(story, name) for name in KEPT}
    return Story(**{"status": story.status} | kept | ending)


def check(*, ref: str, reason: str, other: str | None, pointer: str, author: User) -> None:
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
