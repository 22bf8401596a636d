"""Asking for review, and answering, in the browser."""

from collections.abc import Callable

import pytest
from django.test import Client

from incidents.models import ReviewRequest
from tests.page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

As = Callable[[str], Client]
PAGE = "/KF-5/review"


def test_whoever_is_asked_reads_until_she_is_done(as_: As) -> None:
    owner, stranger = as_("owner"), as_("stranger")
    assert stranger.get("/KF-5").status_code == 404
    response = owner.post(PAGE, {"action": "ask", "username": "stranger"}, follow=True)
    assert "stranger is asked to review this story" in read(response.content.decode()).text
    assert stranger.get("/KF-5").status_code == 200
    assert "Who asks you owner aboard" in read(stranger.get(PAGE).content.decode()).text
    response = stranger.post(PAGE, {"action": "answer"})
    assert (response.status_code, response["Location"]) == (302, "/profile/news")
    assert stranger.get("/KF-5").status_code == 404


def test_a_request_is_withdrawn(as_: As) -> None:
    owner, reviewer = as_("owner"), as_("reviewer")
    assert "reviewer aboard" in read(owner.get(PAGE).content.decode()).text
    response = owner.post(PAGE, {"action": "withdraw", "username": "reviewer"}, follow=True)
    assert "Nobody is asked to review this story." in read(response.content.decode()).text
    assert reviewer.get("/KF-5").status_code == 404
    assert reviewer.get(PAGE).status_code == 404


@pytest.mark.parametrize(("typed", "said"), [("nobody", "Names no open account"), ("", "Is blank")])
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(as_: As, typed: str, said: str) -> None:
    response = as_("owner").post(PAGE, {"action": "ask", "username": typed})
    assert response.status_code == 422
    page = response.content.decode()
    assert said in page
    assert 'aria-invalid="true"' in page
    assert not typed or f'value="{typed}"' in page


@pytest.mark.parametrize("action", ["", "publish"])
def test_an_action_that_is_none(as_: As, action: str) -> None:
    assert as_("owner").post(PAGE, {"action": action, "username": "stranger"}).status_code == 400


@pytest.mark.parametrize("action", ["ask", "withdraw"])
def test_whoever_is_asked_asks_nobody_and_ends_no_request_of_others(as_: As, action: str) -> None:
    assert as_("reviewer").post(PAGE, {"action": action, "username": "reviewer"}).status_code == 403
    assert as_("owner").post(PAGE, {"action": "answer"}).status_code == 403
    assert ReviewRequest.objects.open().filter(incident__ref="KF-5").count() == 1


def test_whoever_may_ask_finds_the_page_from_the_story(as_: As) -> None:
    assert PAGE in as_("owner").get("/KF-5").content.decode()
    assert PAGE not in as_("team_mate").get("/KF-5").content.decode()
