from datetime import UTC, datetime, timedelta

import pytest

from incidents.domain import housekeeping
from incidents.models import Session

NOW = datetime(2026, 3, 2, 3, 17, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def session(key: str, expires: datetime) -> None:
    began = NOW - timedelta(days=1)
    Session.objects.create(session_key=key, expire_date=expires, began_at=began, used_at=began)


def test_only_expired_sessions_go() -> None:
    for key, expires in (("old", NOW), ("new", NOW + timedelta(seconds=1))):
        session(key, expires)
    housekeeping.clear_sessions(now=NOW)
    assert list(Session.objects.values_list("session_key", flat=True)) == ["new"]


def test_it_may_run_twice() -> None:
    session("old", NOW)
    housekeeping.clear_sessions(now=NOW)
    housekeeping.clear_sessions(now=NOW)
    assert not Session.objects.exists()
