"""What nobody needs any longer goes away."""

from datetime import datetime, timedelta

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from incidents.models import Tally

SIGN_INS_KEPT = timedelta(days=30)


@transaction.atomic
def clear_sessions(*, now: datetime) -> None:
    """Drops expired sessions, and what is recorded of sign-ins after thirty days."""
    Session.objects.filter(expire_date__lte=now).delete()
    for record in (AccessAttempt, AccessFailureLog, AccessLog):
        record.objects.filter(attempt_time__lt=now - SIGN_INS_KEPT).delete()


ADD_UP = """
WITH gone AS (DELETE FROM {table} RETURNING status, visibility, value, change)
INSERT INTO {table} (status, visibility, value, change)
SELECT status, visibility, value, sum(change) FROM gone
GROUP BY status, visibility, value HAVING sum(change) <> 0
"""


def add_up_tallies() -> None:
    """Puts the changes to each number together; what they come to stays the same at every moment."""
    with connection.cursor() as cursor:
        cursor.execute(ADD_UP.format(table=Tally._meta.db_table))
