"""Attempts to prove who one is, counted before a password is hashed: hashing takes half a second on purpose.

A browser that nobody knows yet takes from the quota of its network, then from that of the account it names.
A browser that has signed in as that person before has a quota of its own: strangers who use up
the other two keep nobody out who was here before.
"""

import unicodedata
from datetime import datetime
from math import ceil

from django.conf import settings

from incidents.domain import limits
from incidents.domain.limits import Grant
from incidents.errors import TooMuch
from incidents.models import Allowance, User


def admit(*, name: str, address: str | None, known: bool, now: datetime) -> Grant:
    """Counts an attempt to sign in as `name`, whether or not there is such an account.

    `known` is whether this browser has signed in by that name before. Returns what was taken from the
    network. Raises `TooMuch`.
    """
    rates = settings.SIGN_IN_RATES
    if known:
        _take(f"known browser of {account(name)}", rates["account"], now)
        return Grant()
    taken = _take(f"sign-in from {limits.network(address)}", rates["network"], now)
    _take(f"sign-in as {account(name)}", rates["account"], now)
    return taken


def admit_confirmation(*, user: User, now: datetime) -> None:
    """Counts an attempt of a signed-in person to confirm the password. Raises `TooMuch`."""
    _take(f"confirmation of {user.pk}", settings.SIGN_IN_RATES["account"], now)


def succeeded(taken: Grant) -> None:
    """Returns what was taken from the network: many people may sign in from one, and only failures count."""
    limits.give_back(taken)


def unlock(*, name: str) -> bool:
    """Makes the quotas of an account whole again. Returns whether anything was taken from them."""
    kinds = ("known browser of", "sign-in as")
    clients = [limits.hashed(f"{kind} {account(name)}") for kind in kinds]
    return Allowance.objects.filter(client__in=clients).delete()[0] > 0


def account(name: str) -> str:
    """Stands for the account without saying its name; spellings that look alike are one."""
    return limits.hashed(f"account {unicodedata.normalize('NFKC', name).casefold()}")


def _take(client: str, rate: tuple[int, int] | None, now: datetime) -> Grant:
    taken = limits.take_one(client=limits.hashed(client), rate=rate, now=now)
    if taken.refused:
        minutes = ceil(taken.wait / 60)
        again = "a minute" if minutes == 1 else f"{minutes} minutes"
        raise TooMuch(
            f"Too many attempts, so this one was not looked at. Try again in {again}.", wait=taken.wait
        )
    return taken
