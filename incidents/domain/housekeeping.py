"""What nobody needs any longer goes away."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction

SIGN_INS_KEPT = timedelta(days=30)


@transaction.atomic
def clear_sessions(*, now: datetime) -> None:
    """Drops expired sessions, and what is recorded of sign-ins after thirty days."""
    Session.objects.filter(expire_date__lte=now).delete()
    for record in (AccessAttempt, AccessFailureLog, AccessLog):
        record.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT).delete()
