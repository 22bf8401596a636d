"""The audit log: what was done that somebody may have to answer for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from typing import Any

from django.db import connection, transaction

from incidents.models import AuditEntry, User
from incidents.models.audit import AuditEntryQuerySet

EXHAUSTED, EXPORTED = "quota.exhausted", "stories.exported"
ONCE_IN = timedelta(hours=1)
_origin: ContextVar[str | None] = ContextVar("origin", default=None)


@contextmanager
def coming_from(address: str | None) -> Iterator[None]:
    """What is recorded meanwhile was asked for from this network address."""
    token = _origin.set(address)
    try:
        yield
    finally:
        _origin.reset(token)


@dataclass(frozen=True)
class AuditFilter:
    """Which entries a list shows; what is empty filters nothing. Days are of UTC, the last one included."""

    person: str = ""
    """A user name."""
    action: str = ""
    target: str = ""
    first: date | None = None
    last: date | None = None

    def entries(self, *, after: int = 0) -> AuditEntryQuerySet:
        """The newest first, with the accounts behind them; those below the entry of the key `after`."""
        found = AuditEntry.objects.newest_first().select_related("actor")
        if self.person:
            keys = list(User.objects.filter(username=self.person).values_list("pk", flat=True))
            found = found.filter(actor__in=keys)
        for field in ("action", "target"):
            if value := getattr(self, field):
                found = found.filter(**{field: value})
        if self.first:
            found = found.filter(at__gte=_midnight(self.first))
        if self.last:
            found = found.filter(at__lt=_midnight(self.last) + timedelta(days=1))
        above = AuditEntry.objects.filter(pk=after).first() if after else None
        return found.before(above) if above else found

    @property
    def said(self) -> dict[str, str]:
        """What was asked for, without what was left open."""
        return {name: str(value) for name, value in vars(self).items() if value}


def record(
    *,
    action: str,
    target: str,
    actor: User | None,
    at: datetime,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """To be called in the transaction of what was done, which `coming_from` says the origin of."""
    return AuditEntry.objects.create(
        action=action,
        target=target,
        actor=actor,
        at=at,
        reason=reason,
        address=_origin.get(),
        details=dict(details or {}),
    )


def record_export(*, name: str, closed: int, actor: User, at: datetime) -> None:
    """That somebody took along a file about stories of which so many are closed to strangers.

    Once an hour for each person and file: programs ask for the same one every minute.
    """
    if not closed:
        return
    recent = AuditEntry.objects.filter(actor=actor, action=EXPORTED, target=name, at__gt=at - ONCE_IN)
    if not recent.exists():
        record(action=EXPORTED, target=name, actor=actor, at=at, details={"closed stories": closed})


def record_exhausted(*, target: str, at: datetime) -> int:
    """That a quota of attempts to sign in was used up: once an hour, however many attempts are refused.

    Returns how many targets there are within that hour, this one included; 0 where it was recorded before.
    """
    recent = AuditEntry.objects.filter(action=EXHAUSTED, at__gt=at - ONCE_IN)
    if recent.filter(target=target).exists():
        return 0
    record(action=EXHAUSTED, target=target, actor=None, at=at)
    return recent.count()


@transaction.atomic
def shorten(*, days: int, now: datetime) -> int:
    """Deletes entries older than so many days, and returns how many; 0 days keep all.

    The log says that it was done.
    """
    if not days:
        return 0
    moment = now - timedelta(days=days)
    _yield_before(moment.isoformat())
    deleted, _ = AuditEntry.objects.older_than(moment).delete()
    _yield_before("")
    if deleted:
        details = {"entries": deleted, "before": moment.isoformat(timespec="seconds")}
        record(action="audit.shortened", target="audit log", actor=None, at=now, details=details)
    return deleted


def _yield_before(moment: str) -> None:
    """The trigger of the table lets go of what is older."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('soundings.audit_shortened_to', %s, true)", [moment])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, clock(), tzinfo=UTC)
