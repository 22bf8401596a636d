"""Which matches are ranked where they are too many to rank them all."""

from datetime import timedelta

import pytest

from incidents.domain.search import ranking
from incidents.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_newest_and_the_named_are_worth_ranking():
    for number in range(1, 10):
        factories.saved(f"KF-{number}", now=factories.NOW + timedelta(hours=13 * number))
    entries = SearchEntry.objects.all()
    found, named = entries.filter(number__range=(2, 8)), entries.filter(number__in=(2, 3))
    worth = ranking.worth(found, named, 2)
    assert set(worth.values_list("number", flat=True)) == {7, 8, 3, 2}
    assert set(ranking.worth(found, named, 1).values_list("number", flat=True)) == {8, 3}
