"""Answers that are kept for a day, by who sent the request and the key that she chose for it.

What was done and its answer are written by one transaction, so there is none without the other.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from incidents.erasing import Words
from incidents.errors import NotReady, Refused
from incidents.models import KeptAnswer

KEPT_FOR = timedelta(days=1)
UNDER_WAY = "The first request with this key is not answered yet. Send it again in a moment."
ANOTHER = "This key was sent with another request within the last day. Choose a new key for what is new."


@dataclass(frozen=True)
class SentRequest:
    """A request under a key. `client`: whose key it is; `content`: all that makes it the same request."""

    client: str
    key: str
    content: bytes

    @property
    def digest(self) -> str:
        return _hashed("key", f"{self.client} {self.key}")

    @property
    def fingerprint(self) -> str:
        return _hashed("request", self.content)


def answered(*, request: SentRequest, now: datetime) -> KeptAnswer | None:
    """The answer to the first request under the key, None where this is the first one.

    To be called in the transaction that does what is asked: until it ends, the key is taken.
    Raises `NotReady` while the first request is under way, `Refused` where the key was used for another one.
    """
    digest = request.digest
    if not _take(digest):
        raise NotReady(UNDER_WAY, wait=1)
    kept = KeptAnswer.objects.filter(digest=digest, kept_at__gt=now - KEPT_FOR).first()
    if kept and kept.request != request.fingerprint:
        raise Refused(ANOTHER, [])
    return kept


def keep(
    *, request: SentRequest, status: int, headers: dict[str, str], body: str, now: datetime
) -> KeptAnswer:
    """Writes the answer down, in the transaction that `answered` was called in."""
    kept, _ = KeptAnswer.objects.update_or_create(
        digest=request.digest,
        defaults={
            "request": request.fingerprint,
            "status": status,
            "headers": headers,
            "body": body,
            "kept_at": now,
        },
    )
    return kept


def forget(*, now: datetime) -> int:
    """Deletes answers that are kept long enough; returns how many."""
    number, _ = KeptAnswer.objects.kept_before(now - KEPT_FOR).delete()
    return number


def erase(*, words: Words) -> None:
    """Replaces the words in every answer: it may hold what a story said when it was saved."""
    for kept in KeptAnswer.objects.order_by("pk").iterator():
        if words.are_in_name(kept.body):
            kept.body = words.replaced_in_name(words.replaced(kept.body))
            kept.save(update_fields=["body"])


def _take(digest: str) -> bool:
    """Whether nobody else holds the key. It is held until the transaction ends."""
    number = int(digest[:16], 16) - 2**63
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        ((taken,),) = cursor.fetchall()
    return bool(taken)


def _hashed(what: str, value: str | bytes) -> str:
    return salted_hmac(f"{__name__} {what}", value, algorithm="sha256").hexdigest()
