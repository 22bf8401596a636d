"""How often one network may sign in through the provider: each answer has this site ask another server."""

from datetime import datetime

from django.conf import settings

from incidents.domain import limits
from incidents.domain.limits import Grant
from incidents.errors import TooMuch

STARTS = (240, 60)
"""Number and seconds. Many people may begin at once behind one address."""


def admit_start(*, address: str | None, now: datetime) -> None:
    """Counts that somebody goes to the provider. Raises `TooMuch`."""
    _take(f"going to the provider from {limits.network(address)}", STARTS, now)


def admit_answer(*, address: str | None, now: datetime) -> Grant:
    """Takes from what a network has for signing in with passwords; `limits.give_back` returns it.

    Raises `TooMuch`.
    """
    return _take(f"sign-in from {limits.network(address)}", settings.SIGN_IN_RATES["network"], now)


def _take(client: str, rate: tuple[int, int] | None, now: datetime) -> Grant:
    taken = limits.take_one(client=limits.hashed(client), rate=rate, now=now)
    if taken.refused:
        raise TooMuch("Too many attempts came from your network.", wait=taken.wait)
    return taken
