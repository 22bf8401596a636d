from datetime import UTC, datetime, timedelta

import pytest
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session

from incidents.domain import housekeeping

NOW = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_only_expired_sessions_go() -> None:
    for key, expires in (("old", NOW), ("new", NOW + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    housekeeping.clear_sessions(now=NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


@pytest.mark.parametrize("record", [AccessAttempt, AccessFailureLog, AccessLog])
def test_sign_ins_are_forgotten_after_thirty_days(record: type) -> None:
    for name, age in (("forgotten", timedelta(days=30, seconds=1)), ("kept", timedelta(days=30))):
        row = record.objects.create(
            username=name, **({"failures_since_start": 1} if record is AccessAttempt else {})
        )
        record.objects.filter(pk=row.pk).update(attempt_time=NOW - age)
    housekeeping.clear_sessions(now=NOW)
    assert list(record.objects.values_list("username", flat=True)) == ["kept"]


def test_it_may_run_twice() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=NOW)
    housekeeping.clear_sessions(now=NOW)
    housekeeping.clear_sessions(now=NOW)
    assert not Session.objects.exists()
