"""What has to hold before a story is withdrawn, or merged into another."""

from collections.abc import Iterator

from incidents.domain import saving
from incidents.domain.stories import lookup
from incidents.errors import Fault, Refused
from incidents.models import User
from incidents.models.choices import ENDED


def check(*, ref: str, reason: str, other: str | None, pointer: str, author: User) -> None:
    """`other` is the story that readers are led to, which stands at `pointer`; `None` where there is none.

    Raises `Refused` with every fault.
    """
    faults = [*saving.missing_reason(reason), *saving.reason_faults(reason)]
    if other is not None:
        faults += [Fault(pointer, message) for message in _unfit(other, ref, author)]
    if faults:
        raise Refused(f"{ref} stays as it is.", faults)


def _unfit(other: str, ref: str, author: User) -> Iterator[str]:
    """One that has ended itself would lead readers on, or in a circle."""
    if not lookup.IS_REF.fullmatch(other):
        yield "is no reference; write one such as KF-15"
    elif other == ref:
        yield f"{ref} is this story; name another one"
    elif (found := lookup.state(ref=other, reader=author)) is None:
        yield f"there is no {other} that you may read; name one that exists"
    elif found.status in ENDED:
        yield f"{other} was {found.status} itself; name one that stands"
