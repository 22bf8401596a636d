from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.models import Session

from incidents.domain import housekeeping

NOW = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_only_expired_sessions_go() -> None:
    for key, expires in (("old", NOW), ("new", NOW + timedelta(seconds=1))):
        Session.objects.create(session_key=key, session_data="", expire_date=expires)
    housekeeping.clear_sessions(now=NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_it_may_run_twice() -> None:
    Session.objects.create(session_key="old", session_data="", expire_date=NOW)
    housekeeping.clear_sessions(now=NOW)
    housekeeping.clear_sessions(now=NOW)
    assert not Session.objects.exists()
