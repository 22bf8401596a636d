"""The pages of feeds and of their runs."""

import pytest
from django.test import Client

from incidents.domain import feeds
from incidents.feeds.received import Received
from incidents.models import Candidate, Feed, FeedEntry, FeedRun
from incidents.stories.document import Source
from tests import factories, page
from tests.factories import NOW
from tests.page import Part
from tests.web import statements

pytestmark = pytest.mark.django_db
FOG = b"* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n"
TIDE = b"* [=The tide turned - Quay Works - blog post 2019](https://quay.example/tide)\n"


@pytest.fixture
def browser(client: Client) -> Client:
    client.force_login(factories.user("editor", role="editor"))
    return client


@pytest.fixture
def feed() -> Feed:
    return feeds.named(name="Ships", kind="k8s-af", address="https://harbour.example/list.md", now=NOW)


def read(feed: Feed, data: bytes) -> FeedRun:
    run = feeds.begin(feed=feed, trigger="command", now=NOW)
    return feeds.take(run=run, received=Received(data=data), clock=lambda: NOW)


def seen(browser: Client, address: str) -> Part:
    answer = browser.get(address)
    assert answer.status_code == 200
    return page.read(answer.content.decode()).all("main")[0]


def test_the_list_says_how_each_feed_was_read_last(browser, feed):
    read(feed, FOG)
    feeds.named(name="Boats", kind="rss", address="https://boats.example/rss", now=NOW)
    boats, ships = seen(browser, "/feeds/").all("li")
    assert "Boats" in boats.text
    assert "never read" in boats.text
    assert "done" in ships.text
    assert "not enabled" in ships.text


def test_the_list_takes_as_many_queries_for_many_feeds(browser, feed):
    read(feed, FOG)
    browser.get("/feeds/")
    # The session, the account, news, the newest run of each feed, the feeds.
    with statements.counted() as one:
        browser.get("/feeds/")
    for number in range(5):
        read(feeds.named(name=f"Boats {number}", kind="k8s-af", now=NOW), TIDE)
    # The same.
    with statements.counted() as many:
        browser.get("/feeds/")
    assert len(many) == len(one)


def test_a_feed_is_enabled_and_its_settings_are_changed(browser, feed):
    sent = {"do": "change", "name": "Boats", "interval_minutes": "60", "is_enabled": "on"}
    assert browser.post("/feeds/ships", sent).status_code == 302
    feed.refresh_from_db()
    assert (feed.name, feed.interval_minutes, feed.is_enabled) == ("Boats", 60, True)


def test_faults_of_settings_stand_beside_the_fields_and_change_nothing(browser, feed):
    answer = browser.post("/feeds/ships", {"do": "change", "name": " ", "interval_minutes": "60"})
    assert answer.status_code == 422
    assert "Is blank" in answer.content.decode()
    answer = browser.post("/feeds/ships", {"do": "change", "name": "Ships", "interval_minutes": "1"})
    assert answer.status_code == 400
    feed.refresh_from_db()
    assert feed.interval_minutes != 1


def test_a_feed_from_files_has_a_name_and_no_times(browser):
    feed = feeds.named(name="Folder", kind="k8s-af", now=NOW)
    page = browser.get("/feeds/folder").content.decode()
    assert "import_feed" in page
    assert "Minutes between" not in page
    assert "Run now" not in page
    before = feed.interval_minutes
    sent = {"do": "change", "name": "Cabinet", "interval_minutes": "60", "is_enabled": "on"}
    assert browser.post("/feeds/folder", sent).status_code == 302
    feed.refresh_from_db()
    assert (feed.name, feed.interval_minutes, feed.is_enabled) == ("Cabinet", before, False)


def test_a_run_is_asked_for_and_cancelled_while_it_waits(browser, feed):
    asked = browser.post("/feeds/ships", {"do": "run"})
    assert asked.url == "/feeds/ships/runs/1"
    assert "It waits for a worker." in seen(browser, asked.url).text
    browser.post(asked.url, {"do": "cancel"})
    assert feed.runs.get().state == "cancelled"
    assert "had ended already" in browser.post(asked.url, {"do": "cancel"}, follow=True).content.decode()


def test_a_feed_of_files_is_not_read_from_here(browser):
    feeds.named(name="Files", kind="k8s-af", now=NOW)
    assert browser.post("/feeds/files", {"do": "run"}).status_code == 409


def test_a_run_lists_what_became_of_each_entry(browser, feed):
    read(feed, FOG)
    read(feed, FOG + TIDE)
    assert [one.text for one in seen(browser, "/feeds/ships/runs/2").all("h3")] == [
        "Fog at night unchanged",
        "=The tide turned created",
    ]
    (created,) = seen(browser, "/feeds/ships/runs/2?outcome=created").all("h3")
    assert "tide" in created.text


def test_a_file_of_a_run_holds_no_formula(browser, feed):
    read(feed, TIDE)
    lines = browser.get("/feeds/ships/runs/1.csv").getvalue().decode().splitlines()
    assert lines[0].startswith("outcome,title")
    assert lines[1].startswith("created,'=The tide turned")


def test_a_run_that_halted_says_why(browser, feed):
    read(feed, FOG + TIDE)
    read(feed, FOG)
    assert "have vanished, more than a fifth" in seen(browser, "/feeds/ships/runs/2").text


def test_a_run_is_read_again_from_what_was_kept(browser, feed):
    read(feed, FOG)
    asked = browser.post("/feeds/ships/runs/1", {"do": "replay"})
    assert asked.url == "/feeds/ships/runs/2"
    assert "run 1 again" in " ".join(seen(browser, asked.url).text.split())


@pytest.mark.parametrize("path", ["/feeds/ships", "/feeds/ships/runs/1"])
def test_what_no_button_sends_is_refused(browser, feed, path):
    read(feed, FOG)
    assert browser.post(path, {"do": "sink"}).status_code == 400


@pytest.mark.parametrize("role", ["reader", "author"])
def test_feeds_are_for_editors(client, feed, role):
    read(feed, FOG)
    client.force_login(factories.user("other", role=role))
    for path in ("/feeds/", "/feeds/ships", "/feeds/ships/runs/1", "/feeds/ships/runs/1.csv"):
        assert client.get(path).status_code == 403
    assert client.post("/feeds/ships", {"do": "run"}).status_code == 403


def test_a_run_without_entries_says_whether_any_are_to_come(browser, feed):
    asked = browser.post("/feeds/ships", {"do": "run"}).url
    assert "once they are written" in seen(browser, asked).text
    browser.post(asked, {"do": "cancel"})
    assert "The run wrote no entry." in seen(browser, asked).text


def test_only_a_feed_with_an_address_offers_to_be_read_when_due(browser, feed):
    feeds.named(name="Files", kind="k8s-af", now=NOW)
    assert "Read it when it is due" in seen(browser, "/feeds/ships").text
    assert "Read it when it is due" not in seen(browser, "/feeds/files").text


def test_items_lead_to_the_source_that_open_stories_cite_or_to_their_candidate(browser, feed):
    cited = (Source(title="Fog", kind="article", url="https://lock.example/fog"),)
    factories.saved("KF-1", sources=cited)
    read(feed, FOG + TIDE)
    source = FeedEntry.objects.get(title="Fog at night").source
    waits = Candidate.objects.get()

    def links() -> list[str]:
        items = seen(browser, "/feeds/ships/runs/1").all("h3")
        return [link.attributes["href"] for item in items for link in item.all("a")]

    assert links() == [f"/sources/{source.slug}", f"/candidates/{waits.pk}"]
    factories.changed("KF-1", sources=cited, visibility="people")
    assert links() == [f"/candidates/{waits.pk}"]


def test_a_run_takes_as_many_queries_for_many_items(browser, feed):
    read(feed, TIDE)
    browser.get("/feeds/ships/runs/1")
    # The session, the account, the run, the number of items, the items with their sources, what open stories
    # cite, candidates for the header.
    with statements.counted() as one:
        browser.get("/feeds/ships/runs/1")
    read(
        feed,
        TIDE
        + FOG
        + b"".join(b"* [Ice %d - L - blog post 2019](https://ice.example/%d)\n" % (n, n) for n in range(9)),
    )
    # The same.
    with statements.counted() as many:
        browser.get("/feeds/ships/runs/2")
    assert len(many) == len(one)
