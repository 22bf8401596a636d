"""An account and an identity at the provider are connected by somebody who has shown that both are hers."""

from datetime import datetime

from django.db import transaction

from incidents.domain import audit
from incidents.domain.notifications import kinds, notify
from incidents.domain.people import accounts
from incidents.domain.single_sign_on import following
from incidents.errors import NotPossible
from incidents.models import Identity, User


def connect(*, user: User, issuer: str, subject: str, now: datetime) -> bool:
    """Returns whether that is a change. Where the identity opened another account, it opens this one now.

    Raises `NotPossible` where the account has another identity at this provider.
    """
    with accounts.keeping_an_administrator():  # first, as everything does that may change a role
        locked = User.objects.select_for_update().get(pk=user.pk)
        found = Identity.objects.named(issuer=issuer, subject=subject).select_related("user").first()
        if found is not None and found.user_id == locked.pk:
            return False
        if locked.identities.filter(issuer=issuer).exists():
            raise NotPossible("Your account is connected to another person there; disconnect that first.")
        details = {"issuer": issuer, "subject": subject}
        if found is not None:
            details["before"] = found.user.username
            _end(found, now)
        Identity.objects.create(user=locked, issuer=issuer, subject=subject, created_at=now, signed_in_at=now)
        audit.record(
            action="identity.connected",
            target=locked.username,
            actor=locked,
            at=now,
            details=details,
        )
        notify(kinds.IDENTITY_CHANGED, to=[locked], at=now, issuer=issuer, opens="opens")
        return True


@transaction.atomic
def disconnect(*, user: User, issuer: str, now: datetime) -> bool:
    """Role and teams that groups there gave go, too. Returns whether there was an identity.

    Raises `NotPossible` where no other way in would be left.
    """
    found = user.identities.filter(issuer=issuer).select_related("user").first()
    if found is None:
        return False
    if not user.has_usable_password():
        raise NotPossible("Your account has no password, so nothing else would open it.")
    joined = user.memberships.filter(from_groups=True)
    teams = sorted(joined.values_list("team__slug", flat=True))
    details = {"issuer": issuer, "subject": found.subject, "teams": teams}
    _end(found, now)
    audit.record(
        action="identity.disconnected",
        target=user.username,
        actor=user,
        at=now,
        details=details,
    )
    return True


def _end(identity: Identity, now: datetime) -> None:
    """Nobody would take back later what groups gave through it."""
    following.take_back(identity=identity, now=now)
    notify(
        kinds.IDENTITY_CHANGED, to=[identity.user], at=now, issuer=identity.issuer, opens="no longer opens"
    )
    identity.delete()
