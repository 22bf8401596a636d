"""Names lead to stories, and to nothing else."""

import pytest

from incidents.domain.search import Query, selection
from incidents.models import SearchEntry
from incidents.models.reader import ANYBODY
from tests import factories

pytestmark = pytest.mark.django_db


def test_nobody_is_an_organisation_that_does_not_exist():
    factories.saved("KF-1", organisation="Tides")
    key = SearchEntry.objects.get().organisation_id
    for slug in ("nowhere", str(key), ""):
        query = Query(chosen={"organisation": (slug,)})
        state = selection.state(reader=ANYBODY, query=query)
        assert not selection.select(state=state, query=query, asked=None).under()


@pytest.mark.parametrize("text", ["KF-15", "kf 15", " tide ", "TIDE"])
def test_a_name_leads_to_one_story(text):
    incident = factories.saved("KF-15", aliases=("tide",)).incident
    assert selection.state(reader=ANYBODY, query=Query(text=text)).direct == incident.pk


@pytest.mark.parametrize("text", ["", "KF-16", "tides", "\0ref", "KF-15 KF-15"])
def test_what_is_no_name_leads_nowhere(text):
    factories.saved("KF-15", aliases=("tide",))
    assert selection.state(reader=ANYBODY, query=Query(text=text)).direct is None
