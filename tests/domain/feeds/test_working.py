"""Feeds that are due, read from servers that answer as a test says."""

import socket
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from random import Random

import pytest

from incidents.domain import feeds
from incidents.domain.feeds import runs, working
from incidents.errors import NotPossible, NotReady
from incidents.models import Candidate, Feed, FeedEntry, FeedRun
from tests import factories
from tests.factories import NOW
from tests.feeds.fetch.servers import answer, network, serving

pytestmark = pytest.mark.django_db
FOG = b"* [Fog at night - Lock Labs - blog post 2019](https://lock.example/fog)\n"
TIDE = b"* [The tide turned - Quay Works - blog post 2019](https://quay.example/tide)\n"
HOUR = timedelta(hours=1)
Answers = Callable[..., Feed]


class Place:
    """A server with a list. `answers` is what it says next, `asked` what it was asked."""

    def __init__(self) -> None:
        self.answers: list[bytes] = []
        self.asked: list[str] = []
        self.port = 0

    def handle(self, connection: socket.socket, asked: str) -> None:
        self.asked.append(asked)
        connection.sendall(self.answers.pop(0))


@pytest.fixture
def place() -> Iterator[Place]:
    place = Place()
    with serving(place.handle) as place.port:
        yield place


@pytest.fixture
def feed(place: Place) -> Feed:
    return feeds.add(
        name="Ships",
        kind="k8s-af",
        address=f"http://harbour.example:{place.port}/list.md",
        folder="",
        interval_minutes=60,
        actor=factories.user("editor", role="editor"),
        now=NOW,
    )


def work(feed: Feed, now: datetime = NOW) -> FeedRun | None:
    return feeds.work_off(feed=feed.pk, network=network(), clock=lambda: now, random=Random(1))


def done(feed: Feed, now: datetime = NOW) -> FeedRun:
    run = work(feed, now)
    assert run is not None
    feed.refresh_from_db()
    return run


def test_a_feed_that_is_due_is_read_and_due_again_later(feed, place):
    place.answers = [answer("200 OK", FOG)]
    assert feeds.due(now=NOW) == [feed.pk]
    run = done(feed)
    assert (run.state, run.trigger, run.counts) == ("done", "schedule", {"created": 1})
    assert feed.next_run_at == NOW + HOUR
    assert feeds.due(now=NOW) == []
    assert work(feed) is None


def test_what_has_not_changed_is_not_sent_again_and_read_from_the_last_snapshot(feed, place):
    place.answers = [answer("200 OK", FOG, ETag='"1"', Last_Modified="Monday"), answer("304 Not Modified")]
    done(feed)
    run = done(feed, NOW + HOUR)
    assert 'If-None-Match: "1"' in place.asked[1]
    assert (run.state, run.counts, run.message) == ("done", {"unchanged": 1}, working.NOT_MODIFIED)


def test_a_list_that_halted_is_asked_for_again(feed, place):
    place.answers = [
        answer("200 OK", FOG + TIDE, ETag='"1"'),
        answer("200 OK", FOG, ETag='"2"'),
        answer("200 OK", FOG + TIDE, ETag='"3"'),
    ]
    done(feed)
    assert done(feed, NOW + HOUR).state == "halted"
    assert feed.next_run_at == NOW + 2 * HOUR
    assert done(feed, NOW + 2 * HOUR).state == "done"
    assert 'If-None-Match: "1"' in place.asked[2]


def test_failures_that_may_pass_make_a_feed_wait_longer_and_longer(feed, place):
    place.answers = [answer("503 Busy")] * 3 + [answer("200 OK", FOG)]
    now, pauses = NOW, []
    for _ in range(3):
        run = done(feed, now)
        assert (run.state, "has an error of its own" in run.message) == ("failed", True)
        pauses.append(feed.next_run_at - now)
        now = feed.next_run_at
    for pause, times in zip(pauses, (1, 2, 4), strict=True):
        assert (
            timedelta(0)
            <= pause - times * working.FIRST_PAUSE
            <= working.JITTER * times * working.FIRST_PAUSE
        )
    assert feed.failures == 3
    assert done(feed, now).state == "done"
    assert (feed.failures, feed.next_run_at) == (0, now + HOUR)


def test_a_server_says_when_it_wants_to_be_asked_again(feed, place):
    place.answers = [answer("429 Too Many Requests", Retry_After="7200")]
    done(feed)
    assert feed.next_run_at == NOW + 2 * HOUR


def test_a_feed_that_is_dead_is_asked_once_a_week_at_last(feed, place):
    place.answers = [answer("404 Not Found")]
    Feed.objects.update(failures=40)
    done(feed)
    assert working.LONGEST_PAUSE <= feed.next_run_at - NOW <= working.LONGEST_PAUSE * (1 + working.JITTER)


def test_a_feed_that_is_gone_for_good_is_read_no_more(feed, place):
    place.answers = [answer("410 Gone")]
    run = done(feed)
    assert working.GONE in run.message
    assert feed.next_run_at is None


def test_a_feed_that_has_moved_for_good_says_so(feed, place):
    place.answers = [answer("301 Moved", Location="/new.md"), answer("200 OK", FOG)]
    assert f"has moved for good, to http://harbour.example:{place.port}/new.md" in done(feed).message


def test_an_address_of_a_private_network_is_refused(feed):
    Feed.objects.update(address="http://10.0.0.1/list.md")
    run = done(feed)
    assert run.state == "failed"


def test_somebody_asks_for_a_run_at_any_time(feed, place):
    place.answers = [answer("200 OK", FOG), answer("200 OK", FOG)]
    done(feed)
    asked = feeds.ask(feed=feed, actor=feed.created_by, now=NOW)
    assert feeds.ask(feed=feed, actor=feed.created_by, now=NOW) == asked
    assert feeds.due(now=NOW) == [feed.pk]
    run = done(feed)
    assert (run, run.trigger, run.actor, run.state) == (asked, "person", feed.created_by, "done")
    assert feeds.due(now=NOW) == []


def test_a_feed_without_address_has_nothing_to_be_asked_for():
    feed = feeds.named(name="Files", kind="k8s-af", now=NOW)
    with pytest.raises(NotPossible, match="command line"):
        feeds.ask(feed=feed, actor=factories.user(), now=NOW)


def test_any_run_can_be_replayed_from_its_snapshot(feed, place):
    place.answers = [answer("200 OK", FOG)]
    run = done(feed)
    FeedEntry.objects.all().delete()
    Candidate.objects.all().delete()
    asked = feeds.ask(feed=feed, actor=feed.created_by, now=NOW, replays=run)
    replayed = done(feed)
    assert (replayed, replayed.trigger, replayed.counts) == (asked, "replay", {"created": 1})
    assert (replayed.snapshot, len(place.asked)) == (run.snapshot, 1)
    assert feed.next_run_at == NOW + HOUR


def test_what_has_read_nothing_cannot_be_replayed(feed, place):
    place.answers = [answer("404 Not Found")]
    with pytest.raises(NotPossible, match="has read nothing"):
        feeds.ask(feed=feed, actor=feed.created_by, now=NOW, replays=done(feed))


def test_a_run_that_lost_its_process_is_done_once_more(feed, place):
    place.answers = [answer("200 OK", FOG)]
    lost = runs.begin(feed=feed, trigger="schedule", now=NOW)
    assert feeds.due(now=NOW) == []
    assert work(feed) is None
    later = NOW + runs.LEASE
    assert feeds.due(now=later) == [feed.pk]
    assert done(feed, later).state == "done"
    lost.refresh_from_db()
    assert (lost.state, lost.message) == ("lost", runs.LOST)


def test_a_run_of_a_disabled_feed_that_was_lost_is_done_once_more(feed, place):
    place.answers = [answer("200 OK", FOG)]
    Feed.objects.update(next_run_at=None)
    runs.begin(feed=feed, trigger="person", now=NOW)
    run = done(feed, NOW + runs.LEASE)
    assert (run.state, run.trigger) == ("done", "person")
    assert feeds.due(now=NOW + runs.LEASE) == []


def test_a_feed_that_ends_its_process_each_time_is_left_alone_for_a_while(feed):
    now = NOW
    for _ in range(working.MOST_LOST - 1):
        assert working._begun(feed.pk, now) is not None
        now += runs.LEASE
    assert working._begun(feed.pk, now) is not None
    now += runs.LEASE
    assert work(feed, now) is None
    feed.refresh_from_db()
    assert feed.next_run_at == now + working.FIRST_LONG_PAUSE
    assert feeds.due(now=now) == []


def test_one_host_is_asked_by_one_run_at_a_time(feed, place):
    other = feeds.add(
        name="Boats",
        kind="k8s-af",
        address=f"http://harbour.example:{place.port}/boats.md",
        folder="",
        interval_minutes=60,
        actor=factories.user("robin", role="editor"),
        now=NOW,
    )
    run = runs.begin(feed=other, trigger="schedule", now=NOW)
    assert work(feed) is None
    runs.advance(run=run, stage="reading", now=NOW)
    place.answers = [answer("200 OK", FOG)]
    assert done(feed).state == "done"


def test_a_run_that_waits_is_cancelled_at_once(feed):
    run = feeds.ask(feed=feed, actor=feed.created_by, now=NOW)
    assert feeds.cancel(run=run, now=NOW)
    assert not feeds.cancel(run=run, now=NOW)
    run.refresh_from_db()
    assert run.state == "cancelled"


def test_a_run_is_cancelled_before_its_next_step(feed, place):
    place.answers = [answer("200 OK", FOG)]

    def clock() -> datetime:
        FeedRun.objects.running().update(is_cancelled=True)
        return NOW

    run = feeds.work_off(feed=feed.pk, network=network(), clock=clock, random=Random(1))
    assert run is not None
    assert run.state == "cancelled"
    assert not FeedEntry.objects.exists()


def test_a_run_that_breaks_says_so_and_the_feed_waits(feed, place, monkeypatch):
    def breaks(**_: object) -> None:
        raise ZeroDivisionError

    place.answers = [answer("200 OK", FOG)]
    monkeypatch.setattr(working.importing.planning, "plan", breaks)
    with pytest.raises(ZeroDivisionError):
        work(feed)
    run = FeedRun.objects.get()
    assert (run.state, "ZeroDivisionError" in run.message) == ("failed", True)
    feed.refresh_from_db()
    assert feed.next_run_at > NOW + HOUR


def test_the_command_waits_for_a_run_of_the_worker(feed):
    runs.begin(feed=feed, trigger="schedule", now=NOW)
    with pytest.raises(NotReady):
        runs.begin(feed=feed, trigger="command", now=NOW)
