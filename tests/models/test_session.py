from datetime import timedelta

import pytest

from incidents.models import Session
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def test_no_session_ends_before_it_began() -> None:
    with refused_by("session_ends_after_it_began"):
        Session.objects.create(
            session_key="odd", expire_date=NOW - timedelta(days=1), began_at=NOW, used_at=NOW
        )
