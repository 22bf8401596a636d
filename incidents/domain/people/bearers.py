"""Who sends a token, asked of the database at every request: a revoked token is dead with the next one.

Whoever sends tokens that are none is counted by network. Once a network has sent too many, this process
refuses it without asking the database, but for tokens that it has seen to be good: a flood from behind one
address stops none of the programs that work there.
"""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from hmac import compare_digest
from math import ceil
from threading import Lock
from typing import Generic, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS

from incidents.domain import limits
from incidents.domain.people.tokens import SHAPE, digest
from incidents.errors import TooMuch
from incidents.models import AccessToken, User, statements
from incidents.models.statements import Parameter, Statement
from incidents.models.token import EACH

OF_TOKEN = ("pk", "digest", "scopes", "expires_at", "revoked_at", "last_used_at")
READ_OF_OWNER = frozenset({"id", "username", "display_name", "role", "is_active", "is_service"})
OF_OWNER = tuple(one.attname for one in User._meta.concrete_fields if one.attname in READ_OF_OWNER)
"""In the order of the model, as `User.from_db` takes them."""
LONGEST = 200
"""Characters that are looked at: a token has 85."""
REMEMBERED = 1_000
"""Networks and good tokens that a process remembers, each."""

Key = TypeVar("Key", bound=Hashable)
Known = TypeVar("Known")


class BoundedMemory(Generic[Key, Known]):
    """Keeps what was put in last."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Key, Known] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Key, otherwise: Known) -> Known:
        return self._kept.get(key, otherwise)

    @property
    def is_empty(self) -> bool:
        return not self._kept

    def put(self, key: Key, known: Known) -> None:
        with self._lock:
            self._kept[key] = known
            self._kept.move_to_end(key)
            while len(self._kept) > REMEMBERED:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()


_refused: BoundedMemory[str, datetime] = BoundedMemory()
_good: BoundedMemory[bytes, bool] = BoundedMemory()


@dataclass(frozen=True)
class TokenBearer:
    """What a good token says. Of `owner`, fields that are not in `OF_OWNER` are read when asked for."""

    owner: User
    scopes: frozenset[str]
    token: int


def bearer(*, written: str, address: str | None, now: datetime) -> TokenBearer | None:
    """Whose token this is; None of one that is unknown, expired, revoked, or of a closed account.

    One statement, and once a minute another one that notes the use. Raises `TooMuch`.
    """
    shape = SHAPE.fullmatch(written) if len(written) <= LONGEST else None
    fingerprint = sha256(written[:LONGEST].encode()).digest()
    if not _refused.is_empty and not _good.get(fingerprint, False):
        _check_flood(limits.network(address), now)
    found = _found(shape[1], shape[2], now) if shape else None
    if found is None:
        _count(limits.network(address), now)
        return None
    if not _good.get(fingerprint, False):
        _good.put(fingerprint, True)
    return found


def _found(prefix: str, secret: str, now: datetime) -> TokenBearer | None:
    sent = digest(secret)
    rows = _statement().rows(prefix=prefix)
    if not rows:
        return None
    key, kept, scopes, expires, revoked, used, *owner = rows[0]
    if not compare_digest(kept, sent) or revoked is not None or expires <= now:
        return None
    person = User.from_db(DEFAULT_DB_ALIAS, OF_OWNER, owner)
    if not person.is_active:
        return None
    if used is None or used <= now - EACH:
        AccessToken.objects.note_use(key=key, now=now)
    return TokenBearer(person, frozenset(scopes), key)


@cache
def _statement() -> Statement:
    found = AccessToken.objects.filter(prefix=Parameter("prefix"))
    return statements.compiled(found.values_list(*OF_TOKEN, *(f"owner__{name}" for name in OF_OWNER)))


def _check_flood(network: str, now: datetime) -> None:
    until = _refused.get(network, now)
    if until > now:
        raise _too_many(ceil((until - now).total_seconds()))


def _count(network: str, now: datetime) -> None:
    client = limits.hashed(f"tokens from {network}")
    taken = limits.take_one(client=client, rate=settings.TOKEN_RATE, now=now)
    if taken.refused:
        _refused.put(network, now + timedelta(seconds=taken.wait))
        raise _too_many(taken.wait)


def _too_many(wait: int) -> TooMuch:
    return TooMuch("Too many tokens from your network were none, so this one was not looked at.", wait=wait)


def forget() -> None:
    """For tests, which count from the beginning."""
    _refused.clear()
    _good.clear()
