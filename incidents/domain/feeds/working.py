"""What a worker does: it finds the feeds that are due, and reads one of them.

What is due follows from rows: the time of a feed has come, somebody has asked for a run, or a run has lost
its process. A message that is lost or comes twice changes nothing.
"""

from datetime import datetime, timedelta
from random import Random

from django.db import DatabaseError, connection, transaction

from incidents.domain.feeds import importing, runs, snapshots
from incidents.domain.feeds.runs import Clock
from incidents.feeds.fetch import Fetched, FetchFailed, Network, NotModified, Validators, fetch
from incidents.feeds.received import Received
from incidents.models import Feed, FeedRun
from incidents.models.feed import LONGEST_VALIDATOR

LOCK = 5_190_419
"""Key of the advisory lock under which runs begin, so that no host is asked twice at once."""
FIRST_PAUSE = timedelta(minutes=5)
"""After a failure that may pass; it doubles with each further one."""
FIRST_LONG_PAUSE = timedelta(hours=6)
"""After a failure that somebody has to mend."""
LONGEST_PAUSE = timedelta(days=7)
JITTER = 0.2
"""Share of a pause by which it is longer at most."""
MOST_LOST = 3
"""Failures in a row after which a run that lost its process is not begun again at once."""
BROKEN = "The importer itself failed ({}); its log says where. Nothing is lost: the run can be repeated."
NOT_MODIFIED = "The server says that nothing has changed since the last run."
NOTHING_BEFORE = (
    "The server says that nothing has changed, but nothing was read before; next time all is asked for."
)
GONE = "The feed is read no more until somebody enables it."


def due(*, now: datetime) -> list[int]:
    """Keys of feeds, the one that waits longest first. One query."""
    waiting = FeedRun.objects.waiting().values("feed")
    lost = FeedRun.objects.lost(now).values("feed")
    busy = FeedRun.objects.running().filter(leased_until__gt=now).values("feed")
    keys = Feed.objects.due(now) | Feed.objects.filter(pk__in=waiting) | Feed.objects.filter(pk__in=lost)
    rows = keys.exclude(pk__in=busy).order_by("next_run_at", "pk")
    return list(rows.values_list("pk", flat=True))


def work_off(*, feed: int, network: Network, clock: Clock, random: Random) -> FeedRun | None:
    """Reads a feed if it is due, and says when it is due again. Returns the run as it ended."""
    run = _begun(feed, clock())
    if run is None:
        return None
    try:
        ended, failure = _performed(run, network, clock)
    except DatabaseError:
        raise  # the run stays as it is until its lease is over; then it is begun again
    except Exception as error:
        broken = BROKEN.format(type(error).__name__)
        _schedule(runs.finish(run=run, state="failed", message=broken, now=clock()), None, clock(), random)
        raise
    _schedule(ended, failure, clock(), random)
    return ended


@transaction.atomic
def _begun(feed: int, now: datetime) -> FeedRun | None:
    """The run that is to be done now, if there is one."""
    _lock()
    owner = runs.locked(feed)
    lost = owner.runs.running().first()
    if lost and lost.seconds_left(now):
        return None
    if lost:
        lost.feed = owner
        runs.lose(run=lost, now=now)
    waiting = owner.runs.waiting().first()
    if (waiting is None or waiting.replays is None) and _is_host_busy(owner):
        return None
    return runs.start(run=waiting, now=now) if waiting else _next(owner, lost, now)


def _next(feed: Feed, lost: FeedRun | None, now: datetime) -> FeedRun | None:
    """What was lost is done once more, but not again and again: it may be what ends the process."""
    is_due = feed.next_run_at is not None and feed.next_run_at <= now
    if lost and feed.failures >= MOST_LOST:
        if is_due:
            feed.next_run_at = now + FIRST_LONG_PAUSE
            feed.save(update_fields=["next_run_at"])
        return None
    if is_due:
        return runs.create(feed=feed, trigger="schedule", now=now)
    return runs.create(feed=feed, trigger="person", now=now, after=lost) if lost else None


def _is_host_busy(feed: Feed) -> bool:
    fetching = FeedRun.objects.running().filter(stage="fetching").exclude(feed=feed)
    return feed.host in {run.feed.host for run in fetching.select_related("feed")}


def _performed(run: FeedRun, network: Network, clock: Clock) -> tuple[FeedRun, FetchFailed | None]:
    if run.replays and run.replays.snapshot:
        received = snapshots.received(run.replays.snapshot)
        return importing.take(run=run, received=received, clock=clock), None
    feed = run.feed
    known = Validators(feed.etag or None, feed.last_modified or None)
    outcome = fetch(feed.address, network=network, validators=known)
    match outcome:
        case Fetched():
            return _take(run, outcome, clock), None
        case NotModified():
            return _take_again(run, clock), None
        case FetchFailed():
            said = f"{outcome.message} {GONE}" if outcome.kind == "gone" else outcome.message
            return runs.finish(run=run, state="failed", message=said, now=clock()), outcome


def _take(run: FeedRun, fetched: Fetched, clock: Clock) -> FeedRun:
    received = Received(
        data=fetched.body, address=fetched.address, charset=fetched.charset, folder=run.feed.folder
    )
    note = f"The feed has moved for good, to {fetched.moved_to}" if fetched.moved_to else ""
    ended = importing.take(run=run, received=received, clock=clock, note=note)
    if ended.state == "done":  # else the next answer would be that nothing has changed
        version = fetched.validators
        Feed.objects.filter(pk=run.feed_id).update(
            etag=_short(version.etag), last_modified=_short(version.last_modified)
        )
    return ended


def _short(validator: str | None) -> str:
    """One that is too long to keep is none: cut, it would never fit."""
    return validator if validator and len(validator) <= LONGEST_VALIDATOR else ""


def _take_again(run: FeedRun, clock: Clock) -> FeedRun:
    """Nothing has changed there, but stories here may cite by now what waited."""
    last = run.feed.runs.done().exclude(snapshot=None).newest_first().first()
    if last is None or last.snapshot is None:
        Feed.objects.filter(pk=run.feed_id).update(etag="", last_modified="")
        return runs.finish(run=run, state="failed", message=NOTHING_BEFORE, now=clock())
    return importing.take(run=run, received=snapshots.received(last.snapshot), clock=clock, note=NOT_MODIFIED)


@transaction.atomic
def _schedule(run: FeedRun, failure: FetchFailed | None, now: datetime, random: Random) -> None:
    """When the feed is due again: after failures later and later, and not before the server wants it."""
    feed = runs.locked(run.feed_id)
    if run.state == "failed":
        feed.failures += 1
        first = FIRST_PAUSE if failure and failure.may_pass else FIRST_LONG_PAUSE
        pause = min(first * 2 ** min(feed.failures - 1, 16), LONGEST_PAUSE) * (1 + JITTER * random.random())
        pause = max(pause, timedelta(seconds=failure.wait if failure and failure.wait else 0))
    else:
        feed.failures = 0
        pause = timedelta(minutes=feed.interval_minutes)
    if failure and failure.kind == "gone":
        feed.next_run_at = None
    if feed.next_run_at is not None and (run.trigger != "replay" or feed.next_run_at <= now):
        feed.next_run_at = now + pause
    feed.save(update_fields=["failures", "next_run_at"])


def _lock() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
