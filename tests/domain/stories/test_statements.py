"""How many statements a save takes. Those after the lock are time in which nobody else saves."""

from pathlib import Path

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from incidents.domain import stories
from incidents.errors import Refused
from incidents.models import Organisation, ReportedAction
from incidents.stories.document import Action, Story
from incidents.stories.reading import folder
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

FLOOD = Path(__file__).parents[3] / "fixtures" / "stories" / "zalando-kubecon-eu-2019" / "KF-15.yaml"


@pytest.fixture
def flood(vocabulary: Vocabulary) -> Story:
    """A story of the catalogue with parts of six kinds, two sources and a relation."""
    return folder.read(FLOOD, vocabulary=vocabulary)


def save(story: Story, based_on: int | None) -> stories.SavedStory:
    return stories.save(story=story, based_on=based_on, origin="catalogue", now=factories.NOW)


def test_a_new_story(flood: Story, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    factories.saved("KF-1")
    Organisation.objects.create(name="Zalando", slug="zalando")
    # A savepoint and its release, the story of this reference, prefixes of references; the lock; whether it
    # is still missing, its names, counters of references; then the counter, its organisation, head, revision,
    # the head's revision, six tables of parts, known sources, sources, citations, relations that
    # waited for it, the targets of its own, relations, the entry of the search.
    with django_assert_num_queries(26):
        save(flood, based_on=None)


def test_a_changed_title(flood: Story, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save(flood, based_on=None)
    # A savepoint and its release, the story, prefixes of references; the lock; whether somebody saved in
    # between, counters of references; then the revision, the head, whether a rule detects it, the entry of
    # the search.
    with django_assert_num_queries(11):
        save(msgspec.structs.replace(flood, title="The API server went down"), based_on=1)


def test_a_changed_fix(flood: Story, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save(flood, based_on=None)
    first, *others = flood.fixes
    fixes = (msgspec.structs.replace(first, text="Another one."), *others)
    # As for a title, and the one fix.
    with django_assert_num_queries(12):
        save(msgspec.structs.replace(flood, fixes=fixes), based_on=1)


def test_the_same_document(flood: Story, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    save(flood, based_on=None)
    # A savepoint and its release, prefixes, and the story: nobody waits for a save that changes nothing.
    with django_assert_num_queries(4):
        save(flood, based_on=1)


def test_a_faulty_document_takes_no_lock() -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(Refused):
        save(factories.document(takeaways=()), based_on=None)
    assert not [query["sql"] for query in queries if "pg_advisory" in query["sql"]]


def places() -> dict[str, str]:
    """Where each action lies in its table: a row that is written moves."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT anchor, ctid::text FROM incidents_reportedaction")
        return dict(cursor.fetchall())


def test_parts_that_did_not_change_are_not_written() -> None:
    kept, changed, dropped = (Action(id=f"a{number}", text="Limit them") for number in (1, 2, 3))
    factories.saved(actions=(kept, changed, dropped))
    before, rows = places(), dict(ReportedAction.objects.values_list("anchor", "pk"))
    changed = msgspec.structs.replace(changed, text="Limit them early")
    factories.changed(actions=(kept, changed, Action(id="a4", text="Alert on them")))
    assert set(ReportedAction.objects.values_list("anchor", "text")) == {
        ("a1", "Limit them"),
        ("a2", "Limit them early"),
        ("a4", "Alert on them"),
    }
    assert places()["a1"] == before["a1"]
    assert ReportedAction.objects.get(anchor="a2").pk == rows["a2"]
