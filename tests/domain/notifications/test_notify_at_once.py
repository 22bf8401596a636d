"""Processes that tell the same at once."""

import pytest

from incidents.domain.notifications import kinds, notify
from incidents.models import Notification
from tests import factories
from tests.factories import NOW
from tests.threads import at_once


@pytest.mark.django_db(transaction=True)
def test_one_of_them_tells_it() -> None:
    keeper = factories.user("keeper", role="administrator")

    def tell() -> None:
        notify(kinds.QUOTA_EXHAUSTED, to=[keeper], at=NOW, key="x", source="network 192.0.2.7")

    at_once(tell, tell, tell)
    assert Notification.objects.count() == 1
