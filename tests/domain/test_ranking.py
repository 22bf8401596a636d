"""Which matches are ranked where they are too many to rank them all."""

from datetime import timedelta

import pytest
from pyroaring import BitMap

from incidents.domain import bitmaps, ranking
from incidents.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_newest_and_the_named_are_worth_ranking():
    for number in range(1, 10):
        factories.saved(f"KF-{number}", now=factories.NOW + timedelta(hours=13 * number))
    keys = dict(SearchEntry.objects.values_list("number", "pk"))
    known = bitmaps.at(SearchEntry.objects.latest("change").change)
    found = BitMap(keys[number] for number in range(2, 9))
    named = BitMap(keys[number] for number in (1, 2, 3, 8, 9))
    worth = ranking.worth(known, found, named, 2)
    assert set(worth.values_list("number", flat=True)) == {7, 8, 3}
