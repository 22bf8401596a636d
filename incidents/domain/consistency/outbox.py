"""Mails and news that should have gone out or been emptied by now."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from incidents.domain.consistency.fault import StoreFault
from incidents.models import Notification, OutgoingMail

LATE = timedelta(hours=1)
"""The task that does it runs every ten or twenty seconds."""
WORKER = "See whether a worker and beat run; they do it within seconds."


def faults(*, now: datetime) -> Iterator[StoreFault]:
    old = OutgoingMail.objects.too_old(now - LATE).order_by("pk")
    for key, moment in old.values_list("pk", "expires_at").iterator():
        says = f"it was to be emptied after {moment:%Y-%m-%d %H:%M}, and still holds what it says"
        yield StoreFault(f"mail {key}", says, WORKER)
    late = Notification.objects.to_mail(now - LATE).order_by("pk")
    for key, due in late.values_list("pk", "mail_due_at").iterator():
        says = f"it was to be mailed at {due:%Y-%m-%d %H:%M}, and has not been"
        yield StoreFault(f"news {key}", says, WORKER)
