"""What of runs is not kept for ever."""

from datetime import datetime, timedelta

from django.db.models import Max

from incidents.models import Feed, FeedRun, FeedSnapshot, RunItem

KEPT = timedelta(days=90)
"""How long a run says what it did; the last one that was done is kept."""
UNCHANGED_KEPT = timedelta(days=7)
"""How long a run lists, one by one, what it found unchanged."""


def forget(*, now: datetime) -> None:
    old = RunItem.objects.filter(outcome="unchanged", run__ended_at__lte=now - UNCHANGED_KEPT)
    old.delete()
    last = Feed.objects.filter(runs__state="done").annotate(last=Max("runs__pk")).values("last")
    FeedRun.objects.filter(ended_at__lte=now - KEPT).exclude(pk__in=last).delete()
    FeedSnapshot.objects.filter(runs=None, taken_at__lte=now - KEPT).delete()
