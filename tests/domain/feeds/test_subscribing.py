from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from incidents.domain import feeds
from incidents.errors import Refused
from incidents.feeds.shipped import ShippedFeed
from incidents.models import AuditEntry, Feed, User
from tests import factories
from tests.factories import NOW
from tests.feeds.fetch.servers import answer, network, serving

pytestmark = pytest.mark.django_db
FOG = b"* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n"


@pytest.fixture
def editor() -> User:
    return factories.user("editor", role="editor")


def added(editor: User, **fields: Any) -> Feed:
    given: dict[str, Any] = {
        "name": "Ships",
        "kind": "k8s-af",
        "address": "https://lock.example/list.md",
        "folder": "",
        "interval_minutes": 60,
    }
    return feeds.add(**given | fields, actor=editor, now=NOW)


def faults(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [fault.pointer for fault in refused.value.faults]


def test_a_feed_that_is_added_is_read_at_once(editor):
    feed = added(editor)
    assert (feed.slug, feed.is_enabled, feed.next_run_at) == ("ships", True, NOW)
    assert AuditEntry.objects.get().action == "feed.added"


def test_names_of_pages_are_no_addresses_of_feeds(editor):
    assert added(editor, name="New").slug == "new-feed"
    assert added(editor, name="new", address="https://a.example/").slug == "new-feed-2"
    assert added(editor, name="***", address="https://b.example/").slug == "feed"


def test_everything_that_is_wrong_is_said_at_once(editor):
    added(editor)
    with pytest.raises(Refused) as refused:
        added(editor, name=" ", interval_minutes=1, kind="gopher")
    assert faults(refused) == ["/name", "/interval_minutes", "/kind", "/address"]
    with pytest.raises(Refused, match="has to begin with http"):
        added(editor, address="file:///etc/passwd")


def test_a_feed_is_disabled_and_enabled(editor):
    feed = added(editor)
    off = feeds.change(feed=feed, name="Boats", interval_minutes=120, is_enabled=False, actor=editor, now=NOW)
    assert (off.name, off.interval_minutes, off.is_enabled) == ("Boats", 120, False)
    later = NOW + timedelta(days=1)
    on = feeds.change(feed=feed, name="Boats", interval_minutes=120, is_enabled=True, actor=editor, now=later)
    assert on.next_run_at == later
    same = feeds.change(
        feed=feed, name="Boats", interval_minutes=120, is_enabled=True, actor=editor, now=later
    )
    assert same.next_run_at == later
    actions = AuditEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["feed.added", "feed.changed", "feed.changed"]


def test_what_comes_from_files_cannot_be_enabled(editor):
    feed = feeds.named(name="Files", kind="k8s-af", now=NOW)
    with pytest.raises(Refused) as refused:
        feeds.change(feed=feed, name="", interval_minutes=60, is_enabled=True, actor=editor, now=NOW)
    assert faults(refused) == ["/name", "/is_enabled"]


def test_feeds_that_come_along_are_there_once_and_disabled():
    shipped = [ShippedFeed(name="Ships", kind="k8s-af", address="https://lock.example/list.md")]
    assert feeds.load(shipped=shipped, now=NOW) == 1
    Feed.objects.update(name="Renamed")
    assert feeds.load(shipped=shipped, now=NOW) == 0
    assert [(feed.name, feed.is_enabled) for feed in Feed.objects.all()] == [("Renamed", False)]


@pytest.fixture
def port() -> Iterator[int]:
    def handle(connection, asked):
        connection.sendall(answer("200 OK" if "list.md" in asked else "404 Not Found", FOG))

    with serving(handle) as port:
        yield port


def test_one_looks_at_a_feed_before_it_is_added(port):
    there = {"kind": "k8s-af", "folder": "", "network": network()}
    received = feeds.look(address=f"http://harbour.example:{port}/list.md", **there)
    assert feeds.preview(kind="k8s-af", received=received).counts == {"created": 1}
    with pytest.raises(Refused, match="is not there"):
        feeds.look(address=f"http://harbour.example:{port}/none", **there)
    with pytest.raises(Refused, match="names no server"):
        feeds.look(address="http://", **there)
    assert not Feed.objects.exists()
