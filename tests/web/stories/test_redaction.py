"""An open story that names closed ones: who may not see them is not told that they are there."""

import json

import pytest

from incidents.domain import stories
from incidents.domain.stories import lookup
from incidents.errors import Refused
from incidents.models import Incident, User
from incidents.models.reader import ANYBODY
from incidents.stories.document import Fix, Relation
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

NOTE = "As the harbour saw it"
ADDRESSES = (
    "/KF-20",
    "/KF-20/history",
    "/KF-20/history/1",
    "/KF-20/history/2",
    "/KF-20/compare?from=1&to=2",
    "/api/v1/stories/KF-20",
    "/api/v1/stories/KF-20.yaml",
    "/api/v1/stories/KF-20.md",
    "/api/v1/stories/KF-20/revisions",
    "/api/v1/stories/KF-20/revisions/1",
    "/api/v1/stories/KF-20/revisions/2",
)


@pytest.fixture
def naming(gathered) -> Incident:
    """A public story with a relation, a side effect and, from the second revision on, all of it of KF-5."""
    fix = Fix(id="x1", phase="remediation", outcome="worked", text="Raise it", side_effects=("KF-5",))
    related = Relation(type="see_also", to="KF-5", note=NOTE)
    factories.saved("KF-20", fixes=(fix,))
    return factories.changed("KF-20", fixes=(fix,), relations=(related,)).incident


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_story_names_is_shown_to_those_who_may_see_it(as_, naming, address):
    for person in ("anonymous", "stranger", "named", "editor"):
        response = as_(person).get(address)
        assert response.status_code in (200, 404)
        assert b"KF-5" not in response.content
        assert NOTE.encode() not in response.content


def test_who_may_see_it_reads_the_document_to_the_letter(as_, naming):
    document = as_("team_mate").get("/api/v1/stories/KF-20")
    assert document.content.decode() == naming.current_revision.document
    assert "KF-5" in document.content.decode()
    assert document["ETag"] != as_("stranger").get("/api/v1/stories/KF-20")["ETag"]


def test_a_copy_is_checked_whatever_was_left_out_of_it(as_, naming):
    client = as_("stranger")
    first = client.get("/api/v1/stories/KF-20")
    again = client.get("/api/v1/stories/KF-20", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_a_story_that_is_not_there_looks_like_a_closed_one(gathered):
    factories.saved("KF-20", relations=(Relation(type="see_also", to="KF-999"),))
    found = lookup.whole(ref="KF-20", reader=ANYBODY)
    assert found is not None
    assert json.loads(found.document).get("relations", []) == []


def test_reading_a_story_that_names_none_costs_one_query(gathered, django_assert_num_queries):
    factories.saved("KF-20", relations=(Relation(type="see_also", to="KF-1"),))
    factories.saved("KF-21")
    for ref in ("KF-20", "KF-21"):
        # The head with its document, and whether a relation is closed.
        with django_assert_num_queries(1):
            assert lookup.whole(ref=ref, reader=ANYBODY)


@pytest.fixture
def merged(gathered) -> Incident:
    """A public story merged into one that was closed afterwards."""
    editor = User.objects.get(username="editor")
    factories.saved("KF-21")
    factories.saved("KF-20")
    stories.merge(ref="KF-20", into="KF-21", based_on=1, author=editor, reason=NOTE, now=NOW)
    team = Incident.objects.get(ref="KF-5").team
    story = factories.document("KF-21", visibility="team")
    stories.save(story=story, based_on=1, origin="person", author=editor, team=team, now=NOW)
    return Incident.objects.get(ref="KF-20")


@pytest.mark.parametrize("address", ADDRESSES)
def test_where_a_merged_story_went_is_told_to_those_who_may_see_it(as_, merged, address):
    response = as_("stranger").get(address)
    assert response.status_code in (200, 404)
    assert b"KF-21" not in response.content
    assert NOTE.encode() not in response.content


def test_no_story_ends_in_favour_of_one_that_fewer_may_read(gathered):
    editor = User.objects.get(username="editor")
    factories.saved("KF-20")
    given = {"ref": "KF-20", "based_on": 1, "author": editor, "reason": "Same.", "now": NOW}
    with pytest.raises(Refused, match="KF-3 may be read by fewer people than KF-20"):
        stories.merge(into="KF-3", **given)
    with pytest.raises(Refused, match="KF-3 may be read by fewer people than KF-20"):
        stories.withdraw(successor="KF-3", **given)
