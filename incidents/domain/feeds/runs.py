"""Runs are asked for, begin, go on and end. A feed has one run at a time.

A run holds no lock while it waits for a network or parses: it has a lease, which each step extends. Each
step first makes sure that the run still is the one of its feed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from incidents.errors import NotPossible, NotReady
from incidents.models import Feed, FeedRun, User
from incidents.models.feed_run import RunStage, RunState, RunTrigger

Clock = Callable[[], datetime]
LEASE = timedelta(minutes=3)
"""Longer than any step takes: fetching ends after a minute."""
LOST = "Its process ended in the middle; the next run takes up what it left."
CANCELLED = "Somebody ended it. What it had written stays."


class RunEnded(Exception):
    """The run is over: somebody cancelled it, or another one took its place."""


def locked(feed: int) -> Feed:
    """The feed, locked: its runs begin one after the other."""
    return Feed.objects.select_for_update(no_key=True).get(pk=feed)


@transaction.atomic
def begin(*, feed: Feed, trigger: RunTrigger, now: datetime) -> FeedRun:
    """A run that is not asked for in advance. Raises `NotReady` while another run reads the feed."""
    owner = locked(feed.pk)
    if running := owner.runs.running().first():
        if wait := running.seconds_left(now):
            message = f"Another run reads {owner.name}; it ends or counts as lost within {wait} seconds."
            raise NotReady(message, wait=wait)
        lose(run=running, now=now)
    return create(feed=owner, trigger=trigger, now=now)


def create(
    *,
    feed: Feed,
    trigger: RunTrigger,
    now: datetime,
    state: RunState = "running",
    after: FeedRun | None = None,
) -> FeedRun:
    """The next run of a feed that is locked. `after`: a run that it does in the place of."""
    last = feed.runs.aggregate(last=Max("number"))["last"] or 0
    return FeedRun.objects.create(
        feed=feed,
        number=last + 1,
        trigger="replay" if after and after.replays else trigger,
        state=state,
        started_at=now,
        leased_until=now + LEASE if state == "running" else None,
        actor=after.actor if after else None,
        replays=after.replays if after else None,
    )


@transaction.atomic
def ask(*, feed: Feed, actor: User, now: datetime, replays: FeedRun | None = None) -> FeedRun:
    """A run that a worker begins soon; the one that waits already, if there is one.

    `replays`: reads the snapshot of that run again instead of the address. Raises `NotPossible` where there
    is nothing to read.
    """
    owner = locked(feed.pk)
    if replays is None and not owner.address:
        raise NotPossible(f"{owner.name} has no address: its states come from the command line.")
    if replays is not None and replays.snapshot_id is None:
        raise NotPossible(f"Run {replays.number} has read nothing, so there is nothing to read again.")
    if waiting := owner.runs.waiting().first():
        return waiting
    run = create(feed=owner, trigger="replay" if replays else "person", now=now, state="waiting")
    run.actor, run.replays = actor, replays
    run.save(update_fields=["actor", "replays"])
    return run


def start(*, run: FeedRun, now: datetime) -> FeedRun:
    """A run that waits begins; its feed is locked."""
    run.state, run.started_at, run.leased_until = "running", now, now + LEASE
    run.save(update_fields=["state", "started_at", "leased_until"])
    return run


@transaction.atomic
def cancel(*, run: FeedRun, now: datetime) -> bool:
    """Ends a run before its next step; one that waits or has lost its process, at once.

    Returns whether there was anything to end.
    """
    row = FeedRun.objects.select_for_update().get(pk=run.pk)
    if row.is_over:
        return False
    if row.seconds_left(now):
        row.is_cancelled = True
        row.save(update_fields=["is_cancelled"])
    else:
        _end(row, "cancelled", CANCELLED, now)
    return True


@transaction.atomic
def advance(*, run: FeedRun, stage: RunStage, now: datetime, total: int = 0) -> None:
    """Raises `RunEnded`."""
    row = hold(run=run, now=now)
    row.stage, row.total = stage, total
    row.save(update_fields=["stage", "total", "leased_until"])


def hold(*, run: FeedRun, now: datetime) -> FeedRun:
    """The run, locked and with a new lease, which the caller saves. Raises `RunEnded`."""
    row = FeedRun.objects.select_for_update().get(pk=run.pk)
    if row.state != "running" or row.is_cancelled:
        raise RunEnded
    row.leased_until = now + LEASE
    return row


@transaction.atomic
def finish(*, run: FeedRun, state: RunState, now: datetime, message: str = "") -> FeedRun:
    """A run that has ended meanwhile is left as it is."""
    row = FeedRun.objects.select_for_update().get(pk=run.pk)
    if row.state == "running":
        is_cancelled = row.is_cancelled and state != "done"
        _end(row, "cancelled" if is_cancelled else state, CANCELLED if is_cancelled else message, now)
    return row


def lose(*, run: FeedRun, now: datetime) -> None:
    """Of a feed that is locked."""
    _end(run, "lost", LOST, now)
    run.feed.failures += 1
    run.feed.save(update_fields=["failures"])


def _end(run: FeedRun, state: RunState, message: str, now: datetime) -> None:
    run.state, run.message, run.ended_at, run.leased_until = state, message, now, None
    run.save(update_fields=["state", "message", "ended_at", "leased_until"])
