"""The link of an invitation: a secret of 256 random bits, of which the row keeps the SHA-256 alone.

The link that is mailed has a proof behind the secret. Whoever comes with it has read mail to that address,
which whoever invited, and sees the other link, has not.
"""

from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from incidents.models import Invitation

LONGEST = 200
"""Characters that are looked at: a secret with its proof has 87."""


@dataclass(frozen=True)
class InvitationLink:
    """What a link that was opened says. `is_proven`: whether it came by mail to the address of the row."""

    key: int
    is_proven: bool


def secret_of(random: bytes) -> str:
    return urlsafe_b64encode(random).decode().rstrip("=")


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def address_of(secret: str) -> str:
    return settings.BASE_URL + reverse("invitation-link", args=[secret])


def mailed_address_of(secret: str, email: str) -> str:
    return address_of(f"{secret}.{_proof(secret, email)}")


def opened(*, written: str, now: datetime) -> InvitationLink | None:
    """What the link says; None of one that is unknown, used, revoked or expired: all take one statement."""
    secret, _, proof = written[:LONGEST].partition(".")
    row = Invitation.objects.filter(digest=digest(secret)).first()
    if row is None or not row.is_open(now):
        return None
    return InvitationLink(row.pk, is_proven=constant_time_compare(proof, _proof(secret, row.email)))


def _proof(secret: str, email: str) -> str:
    return salted_hmac(__name__, f"{secret} {email}", algorithm="sha256").hexdigest()[:43]
