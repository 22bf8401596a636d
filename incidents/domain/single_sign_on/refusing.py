"""That somebody did not come in through the provider."""

from datetime import datetime

from incidents.domain import audit, limits
from incidents.models import User

RECORDED = (60, 3_600)
"""Number and seconds, of one network."""


def refused(*, reason: str, reference: str, user: User | None, address: str | None, now: datetime) -> None:
    """`reference` stands in the log, too; `user`: whose account it would have been, where that is known.

    Of one network, a few in an hour are recorded: some reasons cost whoever brings them about nothing.
    """
    client = limits.hashed(f"refusals of the provider from {limits.network(address)}")
    if limits.take_one(client=client, rate=RECORDED, now=now).refused:
        return
    audit.record(
        action="account.refused",
        target=user.username if user else "unknown",
        actor=None,
        at=now,
        details={"by": "single sign-on", "reason": reason, "reference": reference},
    )
