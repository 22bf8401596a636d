"""That somebody did not come in through the provider."""

from datetime import datetime

from incidents.domain import audit
from incidents.models import User


def refused(*, reason: str, reference: str, user: User | None, address: str | None, now: datetime) -> None:
    """`reference` stands in the log, too; `user`: whose account it would have been, where that is known."""
    audit.record(
        action="account.refused",
        target=user.username if user else "unknown",
        actor=None,
        at=now,
        address=address,
        details={"by": "single sign-on", "reason": reason, "reference": reference},
    )
