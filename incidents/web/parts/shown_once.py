"""A secret that was made with a form and is shown on the next page, once: loading that page again makes none.

In between it is in the session, sealed, so that the table of sessions does not tell it.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone

from incidents.domain.people import sealing

KEPT = timedelta(minutes=10)


@dataclass(frozen=True)
class ShownOnce:
    """`key` is that of the row that the secret belongs to."""

    key: int
    secret: str = field(repr=False)


def keep(request: HttpRequest, *, place: str, key: int, secret: str) -> None:
    """For the page with this URL name."""
    until = (timezone.now() + KEPT).timestamp()
    request.session[_name(place)] = [key, sealing.seal(secret), until]


def take(request: HttpRequest, *, place: str) -> ShownOnce | None:
    """None where it has been shown."""
    kept = request.session.pop(_name(place), None)
    if kept is None or kept[2] < timezone.now().timestamp():
        return None
    return ShownOnce(kept[0], sealing.unseal(kept[1]))


def _name(place: str) -> str:
    return f"shown once: {place}"
