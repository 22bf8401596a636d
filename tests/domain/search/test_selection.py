"""Who sees what in searches is what `visible_to` decides; names lead to stories."""

from itertools import product

import pytest

from incidents.domain.search import Query, selection
from incidents.models import SearchEntry, Team
from incidents.models.reader import ANYBODY, Reader
from tests import factories

pytestmark = pytest.mark.django_db
ROLES = ("anonymous", "stranger", "mate", "reader", "author", "editor")


@pytest.fixture
def everybody() -> dict[str, object]:
    """People by their role towards one story of each status and visibility."""
    author, team = factories.user("author"), Team.objects.create(name="Deck", slug="deck")
    people = {role: factories.user(role) for role in ("stranger", "mate", "reader")}
    team.members.add(people["mate"])
    cases = product(("draft", "published"), ("public", "organisation", "team", "people"))
    for number, (status, visibility) in enumerate(cases, 1):
        fields = {"status": status, "visibility": visibility, "team": team}
        saved = factories.saved(f"KF-{number}", author=author, origin="person", **fields)
        saved.incident.readers.add(people["reader"])
    editor = factories.user("editor", role="editor")
    readers = {name: Reader.of(person) for name, person in people.items()}
    return readers | {"anonymous": ANYBODY, "author": Reader.of(author), "editor": Reader.of(editor)}


@pytest.mark.parametrize("statuses", [("published",), ("draft",), ("published", "draft"), ()])
@pytest.mark.parametrize("role", ROLES)
def test_visible_is_what_the_database_would_find(everybody, role, statuses):
    reader = everybody[role]
    state = selection.state(reader=reader, query=Query(statuses=statuses))
    entries = SearchEntry.objects.visible_to(reader)
    expected = entries.with_status(statuses) if statuses else entries
    assert set(state.visible) == set(expected.values_list("pk", flat=True))


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
