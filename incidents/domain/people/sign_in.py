"""Attempts to prove who one is, counted before a password is hashed: hashing takes half a second on purpose.

A browser that nobody knows yet takes from the quota of its network, then from that of the account it names.
A browser that has signed in as that person before has a quota of its own: strangers who use up
the other two keep nobody out who was here before.
"""

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from incidents.domain import audit, limits
from incidents.domain.limits import Grant
from incidents.domain.notifications import kinds, notify
from incidents.errors import TooMuch
from incidents.models import Allowance, User

MOST_TOLD = 20
"""Of the sources whose attempts are refused within an hour, so many are told one by one."""


def admit(*, name: str, address: str | None, known: bool, now: datetime) -> Grant:
    """Counts an attempt to sign in as `name`, whether or not there is such an account.

    `known` is whether this browser has signed in by that name before. Returns what was taken from the
    network. Raises `TooMuch`.
    """
    rates = settings.SIGN_IN_RATES
    taken, of = Grant(), f"network {limits.network(address)}"
    try:
        if not known:
            taken = _take(f"sign-in from {limits.network(address)}", rates["network"], now)
        of = name
        _take(f"{'known browser of' if known else 'sign-in as'} {account(name)}", rates["account"], now)
    except TooMuch:
        # What a stranger types is written down only where it names somebody.
        if of != name or User.objects.filter(username=name).exists():
            _tell_exhausted(of, now)
        raise
    return taken


def admit_confirmation(*, user: User, now: datetime) -> None:
    """Counts an attempt of a signed-in person to confirm the password. Raises `TooMuch`."""
    _take(f"confirmation of {user.pk}", settings.SIGN_IN_RATES["account"], now)


def admit_code(*, user: User, now: datetime) -> None:
    """Counts an attempt to enter a code of a second factor. Raises `TooMuch`."""
    _take(f"code of {user.pk}", settings.SIGN_IN_RATES["account"], now)


def admit_link(*, email: str, address: str | None, now: datetime) -> None:
    """Counts that a link is asked for by mail, whether or not there is such an account. Raises `TooMuch`."""
    rates = settings.SIGN_IN_RATES
    _take(f"link from {limits.network(address)}", rates["network"], now)
    _take(f"link to {account(email)}", rates["account"], now)


def admit_invitation(*, address: str | None, now: datetime) -> Grant:
    """Counts that a link of an invitation is tried, whether or not it is one; `succeeded` returns it.

    Raises `TooMuch`.
    """
    return _take(f"invitation from {limits.network(address)}", settings.SIGN_IN_RATES["network"], now)


def admit_passkey(*, address: str | None, now: datetime) -> None:
    """Counts that signing in with a passkey begins; `passkey_succeeded` returns it. Raises `TooMuch`."""
    _take(_passkey_from(address), settings.SIGN_IN_RATES["network"], now)


def passkey_succeeded(*, address: str | None) -> None:
    if rate := settings.SIGN_IN_RATES["network"]:
        limits.give_back(Grant(client=limits.hashed(_passkey_from(address)), rate=limits.Rate(*rate)))


def username_for(*, typed: str) -> str:
    """The name of the account that an e-mail address belongs to; else what was typed.

    A name goes before an address, and an address that two accounts have stands for neither.
    """
    if "@" not in typed:
        return typed
    meant = Q(username=typed) | Q(email__iexact=typed)
    names = User.objects.active().filter(meant).values_list("username", flat=True)[:3]
    return names[0] if len(names) == 1 else typed


def signed_in(*, user: User, by: Sequence[str], now: datetime) -> None:
    """`by`: what the person has shown, in order, such as `password` and `totp`."""
    details = {"by": list(by)}
    audit.record(action="account.signed.in", target=user.username, actor=user, at=now, details=details)


def signed_out(*, user: User, now: datetime) -> None:
    audit.record(action="account.signed.out", target=user.username, actor=user, at=now)


def refused(*, name: str, now: datetime) -> None:
    """Records a wrong password. A name that nobody has is not kept: it may be a password."""
    known = User.objects.filter(username=name).exists()
    target = name if known else "unknown"
    audit.record(action="account.refused", target=target, actor=None, at=now)


def refused_proof(*, user: User, by: str, now: datetime) -> None:
    """Records that what followed on a password, or confirms who is signed in, was wrong.

    `by`: such as `code`, `passkey` or `confirmation`.
    """
    details = {"by": by}
    audit.record(action="account.refused", target=user.username, actor=None, at=now, details=details)


def exhausted(*, user: User, now: datetime) -> None:
    """Attempts at codes or confirmations were refused for their number: recorded, administrators are told."""
    _tell_exhausted(user.username, now)


def succeeded(taken: Grant) -> None:
    """Returns what was taken from the network: many people may sign in from one, and only failures count."""
    limits.give_back(taken)


@transaction.atomic
def unlock(*, name: str, now: datetime) -> bool:
    """Makes the quotas of an account whole again. Returns whether anything was taken from them."""
    kinds = ("known browser of", "sign-in as")
    clients = [limits.hashed(f"{kind} {account(name)}") for kind in kinds]
    taken = Allowance.objects.filter(client__in=clients).delete()[0] > 0
    if taken:
        known = User.objects.filter(username__iexact=name).first()
        target = known.username if known else "unknown"
        audit.record(action="account.unlocked", target=target, actor=None, at=now)
    return taken


def account(name: str) -> str:
    """Stands for the account without saying its name; spellings that look alike are one."""
    return limits.hashed(f"account {unicodedata.normalize('NFKC', name).casefold()}")


@transaction.atomic
def _tell_exhausted(target: str, now: datetime) -> None:
    """Administrators are told of one source once an hour, and once in all where there are very many."""
    number = audit.record_exhausted(target=target, at=now)
    if not number:
        return
    source = target if number <= MOST_TOLD else "many sources, which the audit log names"
    administrators = User.objects.administrators()
    notify(kinds.QUOTA_EXHAUSTED, to=administrators, at=now, key=f"{source} {now:%Y-%m-%d %H}", source=source)


def _passkey_from(address: str | None) -> str:
    return f"passkey from {limits.network(address)}"


def _take(client: str, rate: tuple[int, int] | None, now: datetime) -> Grant:
    taken = limits.take_one(client=limits.hashed(client), rate=rate, now=now)
    if taken.refused:
        minutes = ceil(taken.wait / 60)
        again = "a minute" if minutes == 1 else f"{minutes} minutes"
        raise TooMuch(
            f"Too many attempts, so this one was not looked at. Try again in {again}.", wait=taken.wait
        )
    return taken
