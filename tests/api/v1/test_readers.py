"""Who reads and finds which story over the API."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.domain import stories
from incidents.models import User
from tests import cast, factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

STORIES = "/api/v1/stories"
STORY = "/api/v1/stories/KF-900"


def test_public_stories_may_be_kept_by_everybody(as_: Callable[[str], Client]) -> None:
    public = as_("anonymous").get("/api/v1/stories/KF-1")["Cache-Control"]
    assert public == "public, max-age=30, stale-while-revalidate=30"
    assert as_("stranger").get("/api/v1/stories/KF-1")["Cache-Control"] == "private, no-store"
    assert as_("stranger").get("/api/v1/stories/KF-3")["Cache-Control"] == "private, no-store"
    assert as_("editor").get("/api/v1/stories/KF-2")["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("name", cast.SEEN)
@pytest.mark.parametrize("path", ["", ".yaml", ".md", "/revisions", "/revisions/1"])
def test_who_reads_which_story(as_: Callable[[str], Client], name: str, path: str) -> None:
    browser = as_(name)
    statuses = {ref: browser.get(f"/api/v1/stories/{ref}{path}").status_code for ref in cast.STORIES}
    assert statuses == {ref: 200 if ref in cast.SEEN[name] else 404 for ref in cast.STORIES}


def test_a_conditional_request_tells_no_more(as_: Callable[[str], Client]) -> None:
    etag = as_("team_mate").get("/api/v1/stories/KF-5")["ETag"]
    assert as_("stranger").get("/api/v1/stories/KF-5", headers={"If-None-Match": etag}).status_code == 404


def test_what_may_not_be_read_answers_like_what_is_not_there(as_: Callable[[str], Client]) -> None:
    hidden = as_("anonymous").get("/api/v1/stories/KF-5").json()
    absent = as_("anonymous").get("/api/v1/stories/KF-6").json()
    assert hidden["detail"].replace("KF-5", "") == absent["detail"].replace("KF-6", "")
    assert "KF-5" not in str(hidden.get("did_you_mean"))


def test_an_instance_that_is_not_public(
    client: Client, as_: Callable[[str], Client], settings: Settings
) -> None:
    settings.PUBLIC_READING = False
    response = as_("anonymous").get("/api/v1/stories/KF-1")
    assert (response.status_code, response["Content-Type"]) == (401, "application/problem+json")
    assert as_("stranger").get("/api/v1/stories/KF-1").status_code == 200


def test_names_of_hidden_stories_lead_nowhere(as_: Callable[[str], Client]) -> None:
    assert as_("anonymous").get("/api/v1/stories/story-kf-5").status_code == 404
    assert as_("team_mate").get("/api/v1/stories/story-kf-5").status_code == 308


def test_a_merged_story_does_not_give_away_a_hidden_one(client: Client) -> None:
    factories.saved()
    factories.saved("KF-901")
    mate = User.objects.get(username="team_mate")
    stories.merge(
        ref="KF-900", into="KF-901", based_on=1, author=mate, reason="One event.", now=factories.NOW
    )
    factories.changed("KF-901", visibility="organisation")
    response = client.get(STORY)
    assert (response.status_code, response.json()["status"]) == (200, "merged")
    assert b"KF-901" not in response.content
    assert b"One event." not in response.content


def test_an_unknown_name_with_stories_about_it(as_: Callable[[str], Client]) -> None:
    for name in cast.SEEN:
        response = as_(name).get("/api/v1/stories/pods-restarting-too-often")
        assert response.status_code == 404
        assert set(response.json()["did_you_mean"]) == cast.SEEN[name] & cast.PUBLISHED


@pytest.mark.parametrize("name", cast.SEEN)
def test_who_finds_which_story(as_: Callable[[str], Client], name: str) -> None:
    published = cast.SEEN[name] & cast.PUBLISHED
    response = as_(name).get(STORIES, {"facets": "true"}).json()
    assert {row["ref"] for row in response["results"]} == published
    assert response["total"] == len(published)
    counts = {facet["facet"]: facet["values"] for facet in response["facets"]}
    assert [value["count"] for value in counts["kind"]] == [len(published)]
    drafts = {row["ref"] for row in as_(name).get(STORIES, {"status": "draft"}).json()["results"]}
    assert drafts == cast.SEEN[name] - cast.PUBLISHED


def test_a_tombstone_does_not_name_a_hidden_story(client: Client) -> None:
    factories.saved()
    mate = User.objects.get(username="team_mate")
    factories.saved("KF-901")
    stories.merge(ref="KF-900", into="KF-901", based_on=1, author=mate, reason="One.", now=factories.NOW)
    factories.changed("KF-901", visibility="organisation")
    page = client.get(STORIES, {"status": "merged"}).json()
    assert [(row["ref"], row["merged_into"]) for row in page["results"]] == [("KF-900", None)]


def test_lists_with_hidden_stories_are_kept_nowhere(as_: Callable[[str], Client]) -> None:
    assert as_("stranger").get(STORIES)["Cache-Control"] == "private, no-store"
    assert as_("anonymous").get(STORIES)["Cache-Control"].startswith("public")
