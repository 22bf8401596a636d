from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as ET

import msgspec
import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from incidents.domain import stories, vocabulary
from incidents.models import Incident
from incidents.stories import reading
from incidents.stories.vocabulary import Vocabulary
from tests import cast, factories

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ["/feed.atom", "/feed.json"]
HOUR = timedelta(hours=1)


def atom(client: Client, **query: Any) -> ET.Element:
    response = client.get("/feed.atom", query)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)


def text(element: ET.Element, name: str) -> str:
    return element.findtext(f"{ATOM}{name}", "")


def items(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get("/feed.json", query)
    assert (response.status_code, response["Content-Type"]) == (200, "application/feed+json")
    found: list[dict[str, Any]] = response.json()["items"]
    return found


def change(**fields: Any) -> None:
    incident = Incident.objects.select_related("revision").get(ref="KF-900")
    story = msgspec.structs.replace(reading.trusted(incident.current_revision.document), **fields)
    stories.save(story=story, based_on=incident.revision_number, origin="catalogue", now=factories.NOW + HOUR)


def test_an_atom_feed_has_what_the_standard_asks_for(client: Client, settings: Settings) -> None:
    factories.saved(organisation="Harbour & Sons")
    feed = atom(client)
    assert (text(feed, "id"), text(feed, "title")) == (
        f"{settings.BASE_URL}/feed.atom",
        "Soundings: failure stories",
    )
    assert text(feed, "updated") == "2026-03-02T10:30:00+00:00"
    assert {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "alternate": f"{settings.BASE_URL}/",
        "self": f"{settings.BASE_URL}/feed.atom",
    }
    (entry,) = feed.findall(f"{ATOM}entry")
    incident = Incident.objects.get()
    assert text(entry, "id") == f"urn:uuid:{incident.uuid}"
    assert (text(entry, "title"), text(entry, "updated")) == (incident.title, "2026-03-02T10:30:00+00:00")
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == "Harbour & Sons"
    assert "The limit is below what the start needs" in text(entry, "content")


def test_a_json_feed_carries_the_whole_document(client: Client, settings: Settings) -> None:
    saved = factories.saved()
    feed = client.get("/feed.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == f"{settings.BASE_URL}/feed.json"
    (item,) = feed["items"]
    assert item["_story"] == msgspec.json.decode(saved.revision.document)
    assert (item["id"], item["url"]) == (f"urn:uuid:{saved.incident.uuid}", f"{settings.BASE_URL}/KF-900")
    assert item["date_published"] == item["date_modified"] == "2026-03-02T10:30:00Z"


def test_names_and_first_dates_stay_when_a_story_changes(client: Client) -> None:
    factories.saved()
    (before,) = items(client)
    change(title="Pods restart at every start")
    (after,) = items(client)
    assert (after["id"], after["date_published"]) == (before["id"], before["date_published"])
    assert after["date_modified"] > before["date_modified"]
    assert after["title"] == "Pods restart at every start"


def test_links_in_texts_are_whole(client: Client, settings: Settings) -> None:
    factories.saved(summary="As in KF-15 and [here](#f1).")
    (item,) = items(client)
    assert f'<a href="{settings.BASE_URL}/KF-15"' in item["content_html"]
    assert f'<a href="{settings.BASE_URL}/KF-900#f1"' in item["content_html"]
    assert item["summary"] == "As in KF-15 and here."


def test_what_only_looks_like_a_link_stays_as_written(client: Client) -> None:
    factories.saved(summary='Write `href="/"` there.')
    (item,) = items(client)
    assert '<code>href="/"</code>' in item["content_html"]


def test_texts_are_safe_to_show(client: Client) -> None:
    factories.saved(summary="<script>alert(1)</script>", title="<b>&")
    (item,) = items(client)
    assert "<script" not in item["content_html"]
    (entry,) = atom(client).findall(f"{ATOM}entry")
    assert "<script" not in text(entry, "content") + text(entry, "summary")
    assert text(entry, "title") == "<b>&"


@pytest.mark.parametrize("name", cast.SEEN)
def test_feeds_hold_what_everybody_may_read(client: Client, name: str) -> None:
    person = cast.gathered().people[name]
    if not isinstance(person, AnonymousUser):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert [item["_story"]["ref"] for item in items(client)] == ["KF-1"]
    assert len(atom(client).findall(f"{ATOM}entry")) == 1


@pytest.mark.parametrize("feed", FEEDS)
def test_an_instance_that_is_not_public(client: Client, settings: Settings, feed: str) -> None:
    settings.PUBLIC_READING = False
    assert client.get(feed).status_code == 302
    client.force_login(factories.user(), backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(feed)
    assert (response.status_code, response["Cache-Control"]) == (200, "private, no-store")


def test_withdrawn_stories_leave_the_feed(client: Client) -> None:
    factories.saved()
    editor = factories.user("editor", role="editor")
    stories.withdraw(ref="KF-900", based_on=1, author=editor, reason="Not ours.", now=factories.NOW)
    assert items(client) == []


def test_newest_first(client: Client) -> None:
    for number in (1, 3, 2):
        factories.saved(f"KF-{number}", now=factories.NOW + number * HOUR)
    assert [item["_story"]["ref"] for item in items(client)] == ["KF-3", "KF-2", "KF-1"]


def test_the_feed_of_a_component(client: Client, shipped_vocabulary: Vocabulary) -> None:
    vocabulary.load(shipped=shipped_vocabulary)
    factories.saved("KF-1", components=("network/dns",))
    factories.saved("KF-2")
    for component in ("network/dns", "network"):
        assert [item["_story"]["ref"] for item in items(client, component=component)] == ["KF-1"]
    assert text(atom(client, component="network/dns"), "title") == "Soundings: network/dns"
    assert items(client, component="service/booking") == []


@pytest.mark.parametrize("component", ["networks", "\0", "%", "a" * 3000, "../..", " "])
@pytest.mark.parametrize("feed", FEEDS)
def test_a_component_nobody_knows(
    client: Client, shipped_vocabulary: Vocabulary, feed: str, component: str
) -> None:
    vocabulary.load(shipped=shipped_vocabulary)
    client.raise_request_exception = False
    assert client.get(feed, {"component": component}).status_code == 404


@pytest.mark.parametrize("feed", FEEDS)
def test_a_copy_that_stands_is_not_sent_again(client: Client, feed: str) -> None:
    factories.saved()
    first = client.get(feed)
    assert first["Cache-Control"].startswith("public")
    again = client.get(feed, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    change(title="Pods restart at every start")
    assert client.get(feed, headers={"If-None-Match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("feed", FEEDS)
def test_queries_of_a_feed(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries, feed: str, count: int
) -> None:
    for number in range(count):
        factories.saved(f"KF-{number + 1}", organisation=f"Harbour {number}")
    # What the tag is made of, then the stories with their documents.
    with django_assert_num_queries(2):
        etag = client.get(feed)["ETag"]
    # What the tag is made of.
    with django_assert_num_queries(1):
        client.get(feed, headers={"If-None-Match": etag})


@pytest.mark.parametrize("feed", FEEDS)
def test_feeds_are_read_only(client: Client, feed: str) -> None:
    assert client.head(feed).status_code == 200
    assert client.post(feed).status_code == 405


def test_a_feed_without_stories_is_one(client: Client) -> None:
    assert items(client) == []
    assert atom(client).findall(f"{ATOM}entry") == []


@pytest.mark.parametrize("ending", ["json", "yaml", "md"])
@pytest.mark.parametrize("ref", ["KF-900", "kf-900"])
def test_a_story_as_a_file(client: Client, ref: str, ending: str) -> None:
    factories.saved()
    response = client.get(f"/{ref}.{ending}")
    assert (response.status_code, response["Location"]) == (301, f"/api/v1/stories/KF-900.{ending}")
    assert client.get(response["Location"]).status_code == 200
