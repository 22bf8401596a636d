"""Stories like a story come from what they share and from their words, and say which."""

import pytest
from pytest_django import DjangoAssertNumQueries

from incidents.domain import search, stories
from incidents.domain.search import index
from incidents.domain.search.alike import AlikeStory
from incidents.models import Incident
from incidents.models.reader import ANYBODY, Reader
from incidents.stories.document import Factor
from tests import factories
from tests.domain.search.test_index import locked

pytestmark = pytest.mark.django_db


def told(ref: str, mode: str, text: str, **fields: object) -> None:
    factor = Factor(id="f1", dimension="capacity", failure_mode=mode, text=text, leads_to=("s1",))
    factories.saved(ref, factors=(factor,), components=(), title=text, summary=text, **fields)


def alike(reader: Reader = ANYBODY) -> list[AlikeStory]:
    incident, story = Incident.objects.get(ref="KF-1"), stories.current(ref="KF-1")
    return search.alike(incident=incident, story=story, reader=reader)


def test_they_come_from_both_and_say_why() -> None:
    told("KF-1", "missing_limit", "Conntrack entries overflow the kernel table")
    told("KF-2", "missing_limit", "Conntrack entries overflow once more")
    told("KF-3", "missing_limit", "Something else entirely")
    told("KF-4", "disk_full", "The kernel table of conntrack entries is short")
    told("KF-5", "disk_full", "Nothing alike")
    found = {other.ref: other for other in alike()}
    assert next(iter(found)) == "KF-2"
    assert {"KF-2", "KF-3", "KF-4"} <= set(found)
    assert found["KF-2"].failure_modes == {"missing_limit"}
    assert "conntrack" in found["KF-2"].words
    assert (found["KF-3"].failure_modes, found["KF-3"].words) == ({"missing_limit"}, ())
    assert found["KF-4"].failure_modes == set()
    assert {"conntrack", "table"} & set(found["KF-4"].words)


def test_what_a_reader_may_not_see_is_not_alike() -> None:
    told("KF-1", "missing_limit", "Conntrack entries overflow")
    told("KF-2", "disk_full", "Conntrack entries overflow", visibility="organisation")
    assert alike() == []
    assert [other.ref for other in alike(Reader.of(factories.user()))] == ["KF-2"]


def test_a_story_can_be_read_while_the_index_is_being_built() -> None:
    told("KF-1", "missing_limit", "Conntrack entries overflow")
    told("KF-2", "missing_limit", "Conntrack entries overflow")
    with locked():
        assert [(other.ref, other.words) for other in alike()] == [("KF-2", ())]


@pytest.mark.parametrize("others", [1, 3])
def test_it_costs_three_queries(others: int, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for number in range(others + 1):
        told(f"KF-{number + 1}", "missing_limit", "Conntrack entries overflow")
    index.follow()
    incident, story = Incident.objects.get(ref="KF-1"), stories.current(ref="KF-1")
    # Stories that share something, the state of the index, titles of those with the same words.
    with django_assert_num_queries(3):
        assert len(search.alike(incident=incident, story=story, reader=ANYBODY)) == others
