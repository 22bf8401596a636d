import pytest

from incidents.domain.stories import related
from incidents.models import Incident
from incidents.models.reader import ANYBODY
from incidents.stories.document import Relation
from tests import factories

pytestmark = pytest.mark.django_db


def story_with_relations(ref: str, *targets: str, **fields: str) -> None:
    relations = tuple(Relation(type="see_also", to=target) for target in targets)
    factories.saved(ref, title=f"Story {ref}", relations=relations, **fields)


def around(ref: str = "KF-900", **more: int) -> related.Neighbourhood:
    return related.around(incident=Incident.objects.get(ref=ref), reader=ANYBODY, **more)


def test_it_goes_as_many_steps_as_asked_in_both_directions():
    story_with_relations("KF-900", "KF-901")
    story_with_relations("KF-901")
    story_with_relations("KF-902", "KF-901")
    story_with_relations("KF-903", "KF-902")
    assert around(steps=1).titles == {"KF-900": "Story KF-900", "KF-901": "Story KF-901"}
    assert set(around().titles) == {"KF-900", "KF-901", "KF-902"}
    assert [(row.incident.ref, row.target_ref) for row in around(steps=3).relations] == [
        ("KF-900", "KF-901"),
        ("KF-902", "KF-901"),
        ("KF-903", "KF-902"),
    ]


def test_what_a_reader_may_not_see_is_no_bridge():
    story_with_relations("KF-900")
    story_with_relations("KF-901", "KF-900", visibility="organisation")
    story_with_relations("KF-902", "KF-901")
    assert set(around().titles) == {"KF-900"}


def test_a_circle_is_walked_once():
    story_with_relations("KF-900", "KF-901")
    story_with_relations("KF-901", "KF-900")
    assert len(around(steps=3).relations) == 2


def test_a_target_that_is_not_here_is_left_out():
    story_with_relations("KF-900", "KF-999")
    assert around().relations == ()
