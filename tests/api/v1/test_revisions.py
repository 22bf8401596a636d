from datetime import timedelta

import msgspec
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from incidents.domain import stories
from incidents.models import Revision, User
from incidents.stories import reading
from tests import factories

pytestmark = pytest.mark.django_db

REVISIONS = "/api/v1/stories/KF-900/revisions"


@pytest.fixture
def editor() -> User:
    return factories.user("editor", role="editor", display_name="Eda Itor")


def written(author: User, count: int) -> None:
    """So many revisions after the first, by `author`."""
    story = factories.saved(author=author).revision.document
    for number in range(1, count + 1):
        stories.save(
            story=msgspec.structs.replace(reading.trusted(story), title=f"Title {number}"),
            based_on=number,
            origin="person",
            author=author,
            reason=f"Reason {number}.",
            now=factories.NOW + timedelta(hours=number),
        )


def test_revisions_are_listed_newest_first(client: Client, editor: User) -> None:
    written(editor, 2)
    rows = client.get(REVISIONS).json()["results"]
    assert [(row["number"], row["reason"], row["origin"]) for row in rows] == [
        (3, "Reason 2.", "person"),
        (2, "Reason 1.", "person"),
        (1, "", "catalogue"),
    ]
    assert client.get(rows[1]["url"]).json()["title"] == "Title 1"


def test_names_are_for_those_who_are_signed_in(client: Client, editor: User) -> None:
    written(editor, 1)
    assert {row["author"] for row in client.get(REVISIONS).json()["results"]} == {None}
    client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert {row["author"] for row in client.get(REVISIONS).json()["results"]} == {"Eda Itor"}


def test_a_revision_is_the_document_as_it_stood(client: Client, editor: User) -> None:
    written(editor, 1)
    response = client.get(f"{REVISIONS}/1")
    assert response.content.decode() == Revision.objects.get(number=1).document
    again = client.get(f"{REVISIONS}/1", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_pages_of_revisions(client: Client, editor: User) -> None:
    written(editor, 2)
    first = client.get(REVISIONS, {"limit": 2}).json()
    second = client.get(first["next"]).json()
    numbers = [[row["number"] for row in page["results"]] for page in (first, second)]
    assert (numbers, second["next"]) == ([[3, 2], [1]], None)


@pytest.mark.parametrize("count", [0, 2])
def test_queries_of_the_list(
    client: Client, editor: User, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    written(editor, count)
    # The state of the story, its row, the revisions with their authors.
    with django_assert_num_queries(3):
        client.get(REVISIONS)


def test_what_was_written_for_fewer_eyes_stays_there(client: Client, editor: User) -> None:
    document = factories.document(status="draft", title="Names a customer")
    stories.save(story=document, based_on=None, origin="catalogue", now=factories.NOW)
    for number, fields in enumerate([{"visibility": "organisation"}, {}], start=1):
        story = factories.document(**fields)
        stories.save(story=story, based_on=number, origin="catalogue", now=factories.NOW)
    assert [row["number"] for row in client.get(REVISIONS).json()["results"]] == [3]
    assert client.get(f"{REVISIONS}/1").status_code == 404
    client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    assert [row["number"] for row in client.get(REVISIONS).json()["results"]] == [3, 2]
    client.force_login(editor, backend="django.contrib.auth.backends.ModelBackend")
    assert [row["number"] for row in client.get(REVISIONS).json()["results"]] == [3, 2, 1]


@pytest.mark.parametrize("number", ["2", "0", "99999999999999999999"])
def test_a_revision_that_is_not_there(client: Client, number: str) -> None:
    factories.saved()
    response = client.get(f"{REVISIONS}/{number}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("ref", ["KF-901", "%00", "story-kf-900"])
def test_revisions_of_a_story_that_is_not_there(client: Client, ref: str) -> None:
    factories.saved()
    assert client.get(f"/api/v1/stories/{ref}/revisions").status_code == 404


@pytest.mark.parametrize(("name", "value"), [("cursor", "x"), ("limit", "201"), ("page", "2")])
def test_rubbish_is_named(client: Client, name: str, value: str) -> None:
    factories.saved()
    response = client.get(REVISIONS, {name: value})
    assert [fault["parameter"] for fault in response.json()["errors"]] == [name]
