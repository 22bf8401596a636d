from datetime import timedelta
from typing import Any

import jsonschema
import msgspec
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from incidents.domain import stories
from incidents.models import Incident
from incidents.stories import export, reading, schema
from incidents.stories.vocabulary import Vocabulary
from tests import factories

pytestmark = pytest.mark.django_db

STORY = "/api/v1/stories/KF-900"
LATER = factories.NOW + timedelta(hours=1)
REPRESENTATIONS = [
    ("application/json", "json", "application/json"),
    ("application/yaml", "yaml", "application/yaml; charset=utf-8"),
    ("text/markdown", "md", "text/markdown; charset=utf-8"),
]


def document_of(ref: str) -> str:
    return Incident.objects.select_related("revision").get(ref=ref).current_revision.document


def change(**fields: Any) -> None:
    incident = Incident.objects.select_related("revision").get(ref="KF-900")
    story = msgspec.structs.replace(reading.trusted(incident.current_revision.document), **fields)
    stories.save(story=story, based_on=incident.revision_number, origin="catalogue", now=LATER)


@pytest.mark.parametrize("name", ["KF-900", "kf-900", "Kf-900"])
def test_a_story_is_its_stored_document(client: Client, name: str) -> None:
    factories.saved()
    response = client.get(f"/api/v1/stories/{name}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    assert response.content.decode() == document_of("KF-900")


def test_a_story_satisfies_the_published_schema(client: Client) -> None:
    factories.saved(organisation="Harbour", aliases=("OLD-1",))
    published = client.get("/api/v1/schema/story.json").json()
    assert published == schema.story_schema()
    jsonschema.Draft202012Validator(published).validate(client.get(STORY).json())


def test_yaml_reads_back_as_the_same_document(client: Client, vocabulary: Vocabulary) -> None:
    factories.saved()
    written = client.get(f"{STORY}.yaml").content
    assert reading.from_yaml(written, vocabulary=vocabulary) == reading.trusted(document_of("KF-900"))


def test_markdown_is_the_export_of_the_story(client: Client) -> None:
    factories.saved()
    story = reading.trusted(document_of("KF-900"))
    assert client.get(f"{STORY}.md").content.decode() == export.to_markdown(story)


@pytest.mark.parametrize(("accept", "ending", "media_type"), REPRESENTATIONS)
def test_accept_and_ending_lead_to_the_same_bytes(
    client: Client, accept: str, ending: str, media_type: str
) -> None:
    factories.saved()
    asked = client.get(STORY, headers={"Accept": accept})
    ended = client.get(f"{STORY}.{ending}", headers={"Accept": "image/png"})
    assert (asked["Content-Type"], ended["Content-Type"]) == (media_type, media_type)
    assert (asked.content, asked["ETag"]) == (ended.content, ended["ETag"])
    assert "Accept" in asked["Vary"]


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        ("*/*", "application/json"),
        ("application/json;q=0.1, application/yaml", "application/yaml; charset=utf-8"),
        ("text/yaml", "application/yaml; charset=utf-8"),
        ("application/x-yaml", "application/yaml; charset=utf-8"),
        ("text/html, text/*;q=0.5", "text/markdown; charset=utf-8"),
    ],
)
def test_the_representation_a_client_prefers(client: Client, accept: str, expected: str) -> None:
    factories.saved()
    assert client.get(STORY, headers={"Accept": accept})["Content-Type"] == expected


def test_a_representation_nobody_makes(client: Client) -> None:
    factories.saved()
    response = client.get(STORY, headers={"Accept": "image/png"})
    assert (response.status_code, response["Content-Type"]) == (406, "application/problem+json")
    assert "application/yaml" in response.json()["detail"]


@pytest.mark.parametrize(("accept", "ending", "media_type"), REPRESENTATIONS)
def test_a_copy_that_stands_is_not_sent_again(
    client: Client, accept: str, ending: str, media_type: str
) -> None:
    factories.saved()
    first = client.get(f"{STORY}.{ending}")
    again = client.get(f"{STORY}.{ending}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == first["Cache-Control"]
    change(title="Pods restart at every start")
    changed = client.get(f"{STORY}.{ending}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert b"Pods restart at every start" in changed.content


def test_each_representation_has_a_tag_of_its_own(client: Client) -> None:
    factories.saved()
    tags = {client.get(f"{STORY}.{ending}")["ETag"] for _, ending, _ in REPRESENTATIONS}
    assert len(tags) == 3
    assert not any(tag.startswith("W/") for tag in tags)


def test_a_copy_may_be_asked_about_by_time(client: Client) -> None:
    factories.saved()
    first = client.get(STORY)
    assert first["Last-Modified"] == "Mon, 02 Mar 2026 10:30:00 GMT"
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get(STORY, headers=since).status_code == 304
    change(title="Pods restart at every start")
    assert client.get(STORY, headers=since).status_code == 200


def test_one_query_for_a_story_and_one_for_a_copy(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    factories.saved()
    # The story with its document.
    with django_assert_num_queries(1):
        etag = client.get(STORY)["ETag"]
    # The state of the story alone.
    with django_assert_num_queries(1) as captured:
        client.get(STORY, headers={"If-None-Match": etag})
    assert "revision" not in captured[0]["sql"].split("FROM")[1]


@pytest.mark.parametrize("name", ["story-kf-900", "Story-KF-900", "OLD-1", "k8s.af"])
@pytest.mark.parametrize("ending", ["", ".yaml"])
def test_other_names_lead_to_the_story(client: Client, name: str, ending: str) -> None:
    factories.saved(aliases=("OLD-1", "k8s.af"))
    response = client.get(f"/api/v1/stories/{name}{ending}")
    assert (response.status_code, response["Location"]) == (308, f"{STORY}{ending}")


def test_a_merged_story_leads_to_what_it_became_part_of(client: Client) -> None:
    factories.saved("KF-1")
    factories.saved()
    editor = factories.user("editor", role="editor")
    stories.merge(ref="KF-900", into="KF-1", based_on=1, author=editor, reason="One event.", now=LATER)
    response = client.get(STORY, headers={"If-None-Match": '"1"'})
    assert (response.status_code, response["Location"]) == (308, "/api/v1/stories/KF-1")


def test_a_withdrawn_story_says_why(client: Client) -> None:
    factories.saved()
    editor = factories.user("editor", role="editor")
    stories.withdraw(ref="KF-900", based_on=1, author=editor, reason="Not ours to tell.", now=LATER)
    response = client.get(STORY)
    assert response.status_code == 200
    assert response.json()["withdrawal"] == {"reason": "Not ours to tell."}


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("KF-9000", ["KF-900"]),
        ("KF-090", ["KF-90"]),
        ("KF-090x", []),
        ("KG-900", ["KF-90", "KF-900"]),
        ("kf 900", ["KF-90", "KF-900"]),
        ("KF900", ["KF-90", "KF-900"]),
        ("KF-77", []),
    ],
)
def test_an_unknown_reference_with_near_ones(client: Client, name: str, near: list[str]) -> None:
    factories.saved("KF-90")
    factories.saved("KF-900")
    response = client.get(f"/api/v1/stories/{name}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json().get("did_you_mean", []) == near


@pytest.mark.parametrize(
    "name", ["%00", "KF-900%00", "KF-99999999999", "ÅÄÖ", "a" * 3000, "%0a", "KF-900.pdf"]
)
def test_rubbish_names_are_not_found(client: Client, name: str) -> None:
    factories.saved()
    response = client.get(f"/api/v1/stories/{name}")
    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")


def test_head_answers_like_get_without_a_body(client: Client) -> None:
    factories.saved()
    whole, head = client.get(STORY), client.head(STORY)
    assert (head.status_code, head.content) == (200, b"")
    assert (head["ETag"], head["Content-Length"]) == (whole["ETag"], whole["Content-Length"])


@pytest.mark.parametrize("name", ["kf-900", "KF-900.json", "KF-900.yaml", "KF-900.md"])
def test_a_story_names_its_own_address_and_its_page_beside_the_document(
    client: Client, settings: Settings, name: str
) -> None:
    factories.saved("KF-900")
    links = client.get(f"/api/v1/stories/{name}")["Link"]
    own = f"{settings.BASE_URL}/api/v1/stories/KF-900"
    page = f"{settings.BASE_URL}/KF-900"
    assert links == f'<{own}>; rel="canonical", <{page}>; rel="alternate"; type="text/html"'
    assert client.get("/api/v1/stories/KF-900").status_code == 200
