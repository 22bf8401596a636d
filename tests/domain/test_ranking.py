"""Which matches are ranked does not depend on where they are looked for first."""

from datetime import timedelta

import pytest

from incidents.domain import matching, ranking
from incidents.domain.matching import Asked
from incidents.models import SearchEntry
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [None, 0, 3, 6, 9])
def test_the_newest_and_the_named_are_worth_ranking(days):
    for number in range(1, 9):
        now = factories.NOW + timedelta(days=number)
        factories.saved(f"KF-{number}", summary="quorumless", title=f"Story number {number}", now=now)
    factories.saved("KF-9", title="quorumless in a title", now=factories.NOW)
    factories.saved("KF-10", title="Nothing of the kind", now=factories.NOW + timedelta(days=9))
    since = None if days is None else factories.NOW + timedelta(days=days)
    words = Asked(wanted="quorumless", recent_since=since)
    found = ranking.worth(matching.matching(SearchEntry.objects.all(), words), words, 3)
    assert set(found.values_list("number", flat=True)) == {6, 7, 8, 9}
