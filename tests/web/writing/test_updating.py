"""The page on which an author chooses what becomes of parts that others changed, too."""

import pytest
from django.test import Client

from incidents.domain import stories
from incidents.models import Draft, User
from tests import factories, page
from tests.web.writing.test_editing import draft_at, fields, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


@pytest.fixture
def signed_in(client: Client) -> Client:
    author = factories.user("author", role=User.Role.AUTHOR)
    client.force_login(author)
    factories.saved("KF-900", author=author, origin="person")
    return client


@pytest.fixture
def address(signed_in: Client) -> str:
    """A draft whose title and summary are changed, and the title in the story, too."""
    address = str(signed_in.post("/KF-900/change")["Location"])
    typed(signed_in, address, "save", title="Mine <b>", summary="Mine, too")
    factories.changed("KF-900", title="Theirs")
    return address


def test_who_saves_second_takes_over_and_saves(signed_in: Client, address: str) -> None:
    refused = page.read(typed(signed_in, address, "publish").content.decode())
    assert ("Take over what was saved meanwhile", f"{address}/update") in refused.links
    shown = page.read(signed_in.get(f"{address}/update").content.decode())
    assert "Mine <b>" in shown.text
    assert "Theirs" in shown.text
    answer = signed_in.post(f"{address}/update", numbers(shown) | {"title": "theirs"})
    there = answer["Location"]
    assert there != address
    assert draft_at(there).content["title"] == "Theirs"
    assert typed(signed_in, there, "publish")["Location"] == "/KF-900"
    story = stories.current(ref="KF-900")
    assert (story.title, story.summary) == ("Theirs", "Mine, too")


def numbers(shown: page.Part) -> dict[str, str]:
    return {name: fields(shown)[name][0] for name in ("number", "revision")}


def test_the_editor_says_that_the_story_was_saved_since(signed_in: Client, address: str) -> None:
    assert "was saved since this draft began" in page.read(signed_in.get(address).content.decode()).text


@pytest.mark.parametrize("changed", [{}, {"title": "neither"}, {"title": "mine", "number": "-1"}])
def test_without_a_choice_nothing_is_changed(
    signed_in: Client, address: str, changed: dict[str, str]
) -> None:
    shown = page.read(signed_in.get(f"{address}/update").content.decode())
    answer = signed_in.post(f"{address}/update", numbers(shown) | changed)
    assert answer.status_code == 400
    assert "Choose for each" in page.read(answer.content.decode()).alerts[0]
    assert Draft.objects.get().discarded_at is None


def test_choices_for_what_has_changed_since_are_asked_for_again(signed_in: Client, address: str) -> None:
    shown = page.read(signed_in.get(f"{address}/update").content.decode())
    factories.changed("KF-900", title="Theirs once more")
    answer = signed_in.post(f"{address}/update", numbers(shown) | {"title": "theirs"})
    assert answer.status_code == 409
    assert "has changed since" in page.read(answer.content.decode()).alerts[0]
    assert "Theirs once more" in answer.content.decode()


def test_where_there_is_nothing_to_take_over_one_writes_on(signed_in: Client) -> None:
    address = signed_in.post("/KF-900/change")["Location"]
    assert signed_in.get(f"{address}/update")["Location"] == address


def test_it_is_for_the_author_alone(signed_in: Client, address: str) -> None:
    signed_in.force_login(factories.user("editor", role=User.Role.EDITOR))
    assert signed_in.get(f"{address}/update").status_code == 404
    assert signed_in.post(f"{address}/update", {"title": "mine"}).status_code == 404
