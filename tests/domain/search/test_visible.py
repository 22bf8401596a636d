"""Who sees what in searches is what `visible_to` decides."""

from itertools import product

import pytest

from incidents.domain.search import index, scope
from incidents.models import SearchEntry, Team
from incidents.models.reader import ANYBODY, Reader
from tests import factories

pytestmark = pytest.mark.usefixtures("everybody", "db")
ROLES = ("anonymous", "stranger", "mate", "reader", "author", "editor")


def people_and_stories() -> dict[str, Reader]:
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


@pytest.fixture(scope="module")
def everybody(written_once) -> dict[str, Reader]:
    return written_once(people_and_stories)


@pytest.mark.parametrize("statuses", [("published",), ("draft",), ("published", "draft"), ()])
@pytest.mark.parametrize("role", ROLES)
def test_visible_is_what_the_database_would_find(everybody, role, statuses):
    reader = everybody[role]
    seen = scope.read(reader=reader, statuses=statuses)
    hits = index.searched(seen.state, lambda snapshot: snapshot.search(seen.visible(), limit=100))
    entries = SearchEntry.objects.visible_to(reader)
    expected = entries.with_status(statuses) if statuses else entries
    assert set(hits.keys) == set(expected.values_list("pk", flat=True))
