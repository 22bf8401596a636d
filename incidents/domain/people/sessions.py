"""Sessions: how long they last, and how they end."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from incidents.domain import audit
from incidents.models import Session, User

EACH = timedelta(minutes=1)
"""The least time between two notes that a session is in use."""


def lasts_until(*, began_at: datetime, used_at: datetime) -> datetime:
    """A session ends when it was not used for a while, and at a certain age in any case."""
    return min(used_at + settings.SESSION_IDLE, began_at + settings.SESSION_ABSOLUTE)


def used(*, session: Session, address: str | None, browser: str, now: datetime) -> None:
    """Notes that a session is in use, and from where: once a minute at most."""
    if now - session.used_at < EACH:
        return
    Session.objects.filter(pk=session.pk).update(
        used_at=now,
        expire_date=lasts_until(began_at=session.began_at, used_at=now),
        address=address,
        browser=browser,
    )


@transaction.atomic
def end(*, user: User, handle: str, now: datetime) -> bool:
    """Ends one session of a person. Returns whether there was one of that handle."""
    found = [session for session in Session.signed_in.of(user, now=now) if session.handle == handle]
    for session in found:
        session.delete()
        audit.record(
            action="session.ended",
            target=user.username,
            actor=user,
            at=now,
            details={"browser": session.browser, "from": session.address},
        )
    return bool(found)


@transaction.atomic
def end_others(*, user: User, kept: str | None, now: datetime) -> int:
    """Ends all sessions of a person but the one whose key is `kept`. Returns how many were ended."""
    ended = end_all(user=user, kept=kept)
    if ended:
        details = {"number": ended}
        audit.record(action="session.ended", target=user.username, actor=user, at=now, details=details)
    return ended


def end_all(*, user: User, kept: str | None = None) -> int:
    """For whoever records the reason: a new password, a closed account. Returns how many were ended."""
    others = Session.objects.filter(user=user)
    if kept:
        others = others.exclude(pk=kept)
    return others.delete()[1].get("incidents.Session", 0)
