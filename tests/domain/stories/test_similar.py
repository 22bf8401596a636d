import pytest

from incidents.domain import stories
from incidents.domain.stories import similar as similarity
from incidents.models import Incident
from incidents.models.reader import ANYBODY
from incidents.stories.document import Factor
from tests import factories

pytestmark = pytest.mark.django_db


def factor(mode: str, *components: str) -> Factor:
    return Factor(
        id="f1", dimension="capacity", failure_mode=mode, text="Why", components=components, leads_to=("s1",)
    )


def similar(ref: str = "KF-900", **more: int) -> list[similarity.Similar]:
    return similarity.similar(
        incident=Incident.objects.get(ref=ref), story=stories.current(ref=ref), reader=ANYBODY, **more
    )


def test_what_shares_more_stands_first():
    factories.saved("KF-900", factors=(factor("missing_limit", "workload/job"),), components=())
    factories.saved("KF-901", factors=(factor("missing_limit"),), components=())
    factories.saved("KF-902", factors=(factor("missing_limit", "workload/job"),), components=())
    factories.saved("KF-903", factors=(factor("disk_full", "workload/job"),), components=())
    found = similar()
    assert [(other.ref, other.failure_modes, other.components) for other in found] == [
        ("KF-902", {"missing_limit"}, {"workload/job"}),
        ("KF-901", {"missing_limit"}, set()),
    ]
    assert len(similar(limit=1)) == 1


def test_not_knowing_why_is_nothing_in_common():
    for ref in ("KF-900", "KF-901"):
        factories.saved(ref, factors=(factor("unknown"),), components=())
    assert similar() == []


@pytest.mark.parametrize("kept", [{"visibility": "organisation"}, {"status": "draft"}])
def test_only_what_the_reader_may_see(kept):
    factories.saved("KF-900")
    factories.saved("KF-901", **kept)
    assert similar() == []


@pytest.mark.parametrize("others", [1, 3])
def test_it_costs_one_query(others, django_assert_num_queries):
    for number in range(others + 1):
        factories.saved(f"KF-{900 + number}")
    incident, story = Incident.objects.get(ref="KF-900"), stories.current(ref="KF-900")
    # Stories that share failure modes or components, with what they share.
    with django_assert_num_queries(1):
        found = similarity.similar(incident=incident, story=story, reader=ANYBODY)
    assert len(found) == others
