"""Several workers that remind people at the same time tell each of them once."""

from datetime import date

import pytest

from incidents.domain.actions import reminding
from incidents.models import Notification
from tests import factories
from tests.factories import NOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_two_workers_remind_once() -> None:
    author = factories.user("author", role="author")
    incident = factories.saved(author=author, origin="person").incident
    factories.user("kim")
    for _ in range(5):
        factories.action(incident, author, owner="kim", due=date(2026, 3, 4))
    at_once(lambda: reminding.remind(now=NOW), lambda: reminding.remind(now=NOW))
    assert Notification.objects.filter(kind="action.due").count() == 5
