"""Second factors: that one was added or removed, and how a lost one is taken off."""

from collections.abc import Iterable
from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import sessions
from incidents.models import User

WORDS = {"totp": "codes of an app", "recovery_codes": "recovery codes", "webauthn": "passkey"}
"""What the library calls them, for people."""


def added(*, user: User, kind: str, address: str | None, now: datetime) -> None:
    """`kind`: such as `totp`."""
    details = {"kind": kind}
    audit.record(
        action="factor.added", target=user.username, actor=user, at=now, address=address, details=details
    )


@transaction.atomic
def removed(*, user: User, kind: str, address: str | None, now: datetime) -> None:
    details = {"kind": kind}
    audit.record(
        action="factor.removed", target=user.username, actor=user, at=now, address=address, details=details
    )
    notify(kinds.FACTOR_REMOVED, to=[user], at=now, factors=_in_words([kind]))


@transaction.atomic
def take_off(*, user: User, now: datetime) -> bool:
    """Removes all factors of an account, and ends its sessions. Returns whether there were any."""
    found = sorted(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if not found:
        return False
    Authenticator.objects.filter(user_id=user.pk).delete()
    sessions.end_all(user=user)
    audit.record(action="factor.removed", target=user.username, actor=None, at=now, details={"kinds": found})
    notify(kinds.FACTOR_REMOVED, to=[user], at=now, factors=_in_words(found))
    return True


def _in_words(found: Iterable[str]) -> str:
    return ", ".join(WORDS.get(kind, kind) for kind in found)
