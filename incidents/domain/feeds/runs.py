"""Runs begin, go on and end. One feed has one run at a time, and a run that lost its process makes room.

A run holds no lock while it waits for a network or parses: it has a lease, which each step extends. Each
step first makes sure that the run still is the one of its feed.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from incidents.errors import NotReady
from incidents.models import Feed, FeedRun, User
from incidents.models.feed_run import RunStage, RunState, RunTrigger

Clock = Callable[[], datetime]
LEASE = timedelta(minutes=3)
"""Longer than any step takes: fetching ends after a minute."""
LOST = "Its process ended in the middle; the next run takes up what it left."
CANCELLED = "Somebody ended it. What it had written stays."


class RunEnded(Exception):
    """The run is over: somebody cancelled it, or another one took its place."""


@transaction.atomic
def begin(*, feed: Feed, trigger: RunTrigger, now: datetime, actor: User | None = None) -> FeedRun:
    """Raises `NotReady` while another run reads the feed."""
    locked = Feed.objects.select_for_update(no_key=True).get(pk=feed.pk)
    if running := locked.runs.running().first():
        if wait := running.seconds_left(now):
            message = f"Another run reads {locked.name}; it ends or counts as lost within {wait} seconds."
            raise NotReady(message, wait=wait)
        _end(running, "lost", LOST, now)
    last = locked.runs.aggregate(last=Max("number"))["last"] or 0
    return FeedRun.objects.create(
        feed=locked,
        number=last + 1,
        trigger=trigger,
        actor=actor,
        started_at=now,
        leased_until=now + LEASE,
    )


@transaction.atomic
def advance(*, run: FeedRun, stage: RunStage, now: datetime, total: int = 0) -> None:
    """Raises `RunEnded`."""
    locked = hold(run=run, now=now)
    locked.stage, locked.total = stage, total
    locked.save(update_fields=["stage", "total", "leased_until"])


def hold(*, run: FeedRun, now: datetime) -> FeedRun:
    """The run, locked and with a new lease, which the caller saves. Raises `RunEnded`."""
    locked = FeedRun.objects.select_for_update().get(pk=run.pk)
    if locked.state != "running" or locked.is_cancelled:
        raise RunEnded
    locked.leased_until = now + LEASE
    return locked


@transaction.atomic
def finish(*, run: FeedRun, state: RunState, now: datetime, message: str = "") -> FeedRun:
    """A run that has ended meanwhile is left as it is."""
    locked = FeedRun.objects.select_for_update().get(pk=run.pk)
    if locked.state == "running":
        is_cancelled = locked.is_cancelled and state != "done"
        _end(locked, "cancelled" if is_cancelled else state, CANCELLED if is_cancelled else message, now)
    return locked


def _end(run: FeedRun, state: RunState, message: str, now: datetime) -> None:
    run.state, run.message, run.ended_at, run.leased_until = state, message, now, None
    run.save(update_fields=["state", "message", "ended_at", "leased_until", "counts", "done", "total"])
