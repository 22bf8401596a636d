"""Naming readers in the browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from incidents.models import Incident, User
from tests import factories
from tests.page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

As = Callable[[str], Client]
PAGE = "/KF-90/readers"


@pytest.fixture
def story() -> Incident:
    owner = User.objects.get(username="owner")
    factories.saved("KF-90", author=owner, visibility="people", status="draft")
    return Incident.objects.get(ref="KF-90")


@pytest.mark.usefixtures("story")
def test_readers_are_named_and_removed(as_: As) -> None:
    owner, stranger = as_("owner"), as_("stranger")
    assert stranger.get("/KF-90").status_code == 404
    assert PAGE in owner.get("/KF-90").content.decode()
    response = owner.post(PAGE, {"action": "name", "username": "stranger"}, follow=True)
    assert "stranger may read this story now." in read(response.content.decode()).text
    assert stranger.get("/KF-90").status_code == 200
    assert stranger.get(PAGE).status_code == 403
    response = owner.post(PAGE, {"action": "remove", "username": "stranger"}, follow=True)
    assert "Nobody is named." in read(response.content.decode()).text
    assert stranger.get("/KF-90").status_code == 404


@pytest.mark.usefixtures("story")
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(as_: As) -> None:
    response = as_("owner").post(PAGE, {"action": "name", "username": "nobody"})
    assert response.status_code == 422
    page = response.content.decode()
    assert "Names no open account" in page
    assert 'value="nobody"' in page


@pytest.mark.usefixtures("story")
def test_an_action_that_is_none(as_: As) -> None:
    assert as_("owner").post(PAGE, {"action": "publish", "username": "stranger"}).status_code == 400


def test_an_editor_who_removes_herself_is_led_away(as_: As, story: Incident) -> None:
    story.readers.add(User.objects.get(username="editor"))
    response = as_("editor").post(PAGE, {"action": "remove", "username": "editor"})
    assert (response.status_code, response["Location"]) == (302, "/stories/")


def test_a_story_that_is_not_for_named_people_says_so(as_: As) -> None:
    owner = as_("owner")
    assert "This story is not for named people" in read(owner.get("/KF-5/readers").content.decode()).text
    response = owner.post("/KF-5/readers", {"action": "name", "username": "stranger"})
    assert response.status_code == 409
    assert "/KF-5/readers" not in owner.get("/KF-5").content.decode()
