"""One run over what was received: kept, parsed, compared, and written some entries at a time.

Each step is a transaction of its own. A process that ends in the middle leaves whole entries, and the next
run brings the rest: entries are recognised by what they say, not by the run that wrote them.
"""

from collections import Counter
from datetime import datetime
from importlib import import_module

from django.db import transaction

from incidents.domain.feeds import applying, planning, runs, snapshots
from incidents.domain.feeds.planning import RunPlan
from incidents.domain.feeds.runs import Clock, RunEnded
from incidents.feeds.found import Parsed
from incidents.feeds.received import Received
from incidents.models import Feed, FeedRun
from incidents.models.feed_run import RunState

AT_ONCE = 500
"""Entries in one transaction."""


def preview(*, kind: str, received: Received, feed: Feed | None = None) -> RunPlan:
    """What a run would do; writes nothing. `feed` is None for one that is not there yet."""
    return planning.plan(feed=feed, kind=kind, parsed=_parsed(kind, received))


def _parsed(kind: str, received: Received) -> Parsed:
    """The parsers and their libraries are loaded by those who parse: web processes stay small."""
    parsed: Parsed = import_module("incidents.feeds.parsing").parse(kind, received)
    return parsed


def take(*, run: FeedRun, received: Received, clock: Clock, note: str = "") -> FeedRun:
    """Brings what was received into the feed, and ends the run. Returns the run as it ended.

    `note`: what the run says where nothing else is to be said.
    """
    try:
        state, message = _taken(run, received, clock)
    except RunEnded:
        return runs.finish(run=run, state="cancelled", message=runs.CANCELLED, now=clock())
    said = " ".join(filter(None, (message, note)))
    return runs.finish(run=run, state=state, message=said, now=clock())


def _taken(run: FeedRun, received: Received, clock: Clock) -> tuple[RunState, str]:
    """How the run ends. Raises `RunEnded`."""
    snapshot = snapshots.keep(feed=run.feed, received=received, now=clock())
    FeedRun.objects.running().filter(pk=run.pk).update(snapshot=snapshot)
    runs.advance(run=run, stage="reading", now=clock())
    plan = planning.plan(feed=run.feed, kind=run.feed.kind, parsed=_parsed(run.feed.kind, received))
    if plan.verdict.halts:
        moved = f" The list says that it has moved to {plan.moved_to}" if plan.moved_to else ""
        return "halted", f"{plan.verdict.reason}{moved}"
    runs.advance(run=run, stage="writing", total=len(plan.items), now=clock())
    for first in range(0, len(plan.items), AT_ONCE):
        _write(run, plan.items[first : first + AT_ONCE], first=first, now=clock())
    return "done", ""


@transaction.atomic
def _write(run: FeedRun, items: list[planning.PlannedItem], *, first: int, now: datetime) -> None:
    locked = runs.hold(run=run, now=now)
    applying.apply(run=locked, items=items, first=first, now=now)
    locked.done = first + len(items)
    locked.counts = dict(Counter(locked.counts) + Counter(item.outcome for item in items))
    locked.save(update_fields=["done", "counts", "leased_until"])
