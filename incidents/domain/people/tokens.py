"""Tokens are made, shown once, and revoked.

A token is `sdg_`, sixteen hexadecimal digits, `_`, and sixty-four more. All before the second `_` is its
prefix, which finds the row and is no secret. Of the rest only the SHA-256 is kept: nobody guesses 256 random
bits, so slow hashing would protect nothing.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction

from incidents.domain import audit
from incidents.errors import Fault, NotPossible, Refused
from incidents.models import AccessToken, User
from incidents.models.token import LONGEST_NAME, TokenScope

PREFIX = re.compile(r"sdg_[0-9a-f]{16}")
SHAPE = re.compile(rf"({PREFIX.pattern})_([0-9a-f]{{64}})")
RANDOM_BYTES = 40
"""Eight name the row, 32 are the secret."""
MOST = 50
"""Usable tokens of one account."""


@dataclass(frozen=True)
class NewToken:
    """`written` is the token itself, for whoever made it to see this once."""

    token: AccessToken
    written: str = field(repr=False)


def may_hold_tokens(*, actor: User, owner: User) -> bool:
    """Whether `actor` may make a token for `owner`: her own, or an administrator's for a service account."""
    return actor == owner or (owner.is_service and actor.is_administrator)


@transaction.atomic
def create(
    *,
    owner: User,
    actor: User,
    name: str,
    scopes: Collection[str],
    days: int,
    random: bytes,
    now: datetime,
) -> NewToken:
    """Makes a token that expires after so many days. `random`: as many bytes as `RANDOM_BYTES`.

    Raises `Refused` with every fault, and `NotPossible`.
    """
    if not may_hold_tokens(actor=actor, owner=owner):
        raise NotPossible("Tokens of people are made by themselves, those of services by administrators.")
    name = " ".join(name.split())
    if faults := list(_faults(owner, name, scopes, days)):
        raise Refused("The token was not made.", faults)
    # One account's tokens are counted by one at a time.
    if not User.objects.select_for_update().get(pk=owner.pk).is_active:
        raise NotPossible("The account is closed.")
    if AccessToken.objects.filter(owner=owner).usable(now).count() >= MOST:
        raise NotPossible(f"An account has at most {MOST} tokens; revoke one that nobody uses any more.")
    prefix, secret = f"sdg_{random[:8].hex()}", random[8:RANDOM_BYTES].hex()
    token = AccessToken.objects.create(
        owner=owner,
        name=name,
        prefix=prefix,
        digest=digest(secret),
        scopes=[scope for scope in TokenScope.values if scope in scopes],
        created_at=now,
        created_by=actor,
        expires_at=now + timedelta(days=days),
    )
    _record("token.created", token, actor=actor, at=now)
    return NewToken(token, f"{prefix}_{secret}")


@transaction.atomic
def revoke(*, token: AccessToken, actor: User | None, now: datetime) -> bool:
    """Ends a token at once, from the next request on. Returns whether it was not revoked before.

    Its owner may, and any administrator; `actor` is None for a command. Raises `NotPossible`.
    """
    if actor is not None and actor.pk != token.owner_id and not actor.is_administrator:
        raise NotPossible("A token is revoked by its owner or by an administrator.")
    ended = AccessToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=now)
    if ended:
        _record("token.revoked", token, actor=actor, at=now)
    return ended > 0


@transaction.atomic
def revoke_all(*, owner: User, actor: User | None, now: datetime) -> int:
    """Ends every token of an account, such as one that is closed. Returns how many were usable."""
    ended = 0
    for token in AccessToken.objects.filter(owner=owner, revoked_at=None):
        ended += revoke(token=token, actor=actor, now=now) and token.expires_at > now
    return ended


def named_in(text: str) -> list[AccessToken]:
    """The tokens whose prefixes are anywhere in a text: whole, cut off, or in the middle of a log."""
    prefixes = set(PREFIX.findall(text))
    found = AccessToken.objects.filter(prefix__in=prefixes).select_related("owner")
    return list(found.newest_first())


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _faults(owner: User, name: str, scopes: Collection[str], days: int) -> Iterator[Fault]:
    if not name:
        yield Fault("/name", "say what the token is for, such as the pipeline that has it")
    elif len(name) > LONGEST_NAME:
        yield Fault("/name", f"has at most {LONGEST_NAME} characters")
    if not scopes:
        yield Fault("/scopes", "choose at least one")
    for scope in scopes:
        if scope not in TokenScope.values:
            yield Fault("/scopes", f"choose some of: {', '.join(TokenScope.values)}")
    if TokenScope.ADMIN in scopes and not owner.is_administrator:
        yield Fault("/scopes", "the scope admin is for tokens of administrators")
    if not 1 <= days <= settings.TOKEN_DAYS:
        yield Fault("/days", f"write a number of days from 1 to {settings.TOKEN_DAYS}")


def _record(action: str, token: AccessToken, *, actor: User | None, at: datetime) -> None:
    audit.record(
        action=action,
        target=token.prefix,
        actor=actor,
        at=at,
        details={
            "name": token.name,
            "owner": token.owner.username,
            "scopes": token.scopes,
            "expires": token.expires_at.isoformat(),
        },
    )
