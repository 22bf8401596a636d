"""Second factors: that one was added or removed, and how a lost one is taken off."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction

from incidents.domain import audit
from incidents.domain.people import sessions
from incidents.models import User


def added(*, user: User, kind: str, address: str | None, now: datetime) -> None:
    """`kind`: such as `totp`."""
    details = {"kind": kind}
    audit.record(
        action="factor.added", target=user.username, actor=user, at=now, address=address, details=details
    )


def removed(*, user: User, kind: str, address: str | None, now: datetime) -> None:
    details = {"kind": kind}
    audit.record(
        action="factor.removed", target=user.username, actor=user, at=now, address=address, details=details
    )


@transaction.atomic
def take_off(*, user: User, now: datetime) -> bool:
    """Removes all factors of an account, and ends its sessions. Returns whether there were any."""
    kinds = sorted(Authenticator.objects.filter(user_id=user.pk).values_list("type", flat=True))
    if not kinds:
        return False
    Authenticator.objects.filter(user_id=user.pk).delete()
    sessions.end_all(user=user)
    audit.record(action="factor.removed", target=user.username, actor=None, at=now, details={"kinds": kinds})
    return True
