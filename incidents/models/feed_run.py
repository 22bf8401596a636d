from datetime import datetime, timedelta
from math import ceil
from typing import Literal, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from incidents.feeds.matching import MatchedBy
from incidents.models.choices import longest, one_of, words
from incidents.models.feed import Feed
from incidents.models.user import User

RunTrigger = Literal["schedule", "person", "command", "replay"]
RunState = Literal["waiting", "running", "done", "halted", "failed", "cancelled", "lost"]
RunStage = Literal["fetching", "reading", "writing"]
ItemOutcome = Literal[
    "created",
    "joined",
    "suggested",
    "attached",
    "updated",
    "moved",
    "returned",
    "unchanged",
    "missing",
    "skipped",
    "failed",
]
"""`created`: a new candidate. `joined`: of a candidate that another entry has brought. `suggested`: a new
candidate that is like another one. `attached`: to a source that stories cite. `missing`: no longer listed."""
EXPLAINED = ("halted", "failed", "lost")
LONGEST_PLACE = 500


class FeedSnapshot(models.Model):
    """A state of a feed, to the byte. A folder of files is kept as a zip archive."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="snapshots")
    digest = models.CharField(max_length=64)
    """SHA-256 of the data."""
    data = models.BinaryField()
    address = models.CharField(max_length=4000, blank=True)
    """The address that has answered: relative links are resolved against it."""
    charset = models.CharField(max_length=100, blank=True)
    taken_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["feed", "digest"], name="feed_snapshot_is_kept_once"),
            CheckConstraint(
                name="feed_snapshot_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")
            ),
        ]

    def __str__(self) -> str:
        return f"snapshot {self.digest[:12]}"


class FeedRunQuerySet(models.QuerySet["FeedRun"]):
    def waiting(self) -> Self:
        """Those that somebody asked for and no worker has begun."""
        return self.filter(state="waiting")

    def running(self) -> Self:
        return self.filter(state="running")

    def lost(self, now: datetime) -> Self:
        return self.running().filter(leased_until__lte=now)

    def done(self) -> Self:
        return self.filter(state="done")

    def newest_first(self) -> Self:
        return self.order_by("-number")


class FeedRun(models.Model):
    """One reading of a feed, and what became of it."""

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="runs")
    number = models.PositiveIntegerField()
    trigger = models.CharField(max_length=longest(RunTrigger))
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Who asked for it; null for the schedule and the command line."""
    replays = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="+")
    """The run whose snapshot it reads again."""
    state = models.CharField(max_length=longest(RunState), default="running")
    stage = models.CharField(max_length=longest(RunStage), default="fetching")
    started_at = models.DateTimeField()
    """When it was asked for, as long as it waits."""
    leased_until = models.DateTimeField(null=True)
    """A run that says nothing until then has lost its process, and another one may begin."""
    ended_at = models.DateTimeField(null=True)
    is_cancelled = models.BooleanField(default=False)
    """Somebody has asked it to end."""
    total = models.PositiveIntegerField(default=0)
    """Entries to compare."""
    done = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict)
    """How many items had each outcome."""
    message = models.TextField(blank=True)
    snapshot = models.ForeignKey(FeedSnapshot, on_delete=models.PROTECT, null=True, related_name="runs")

    objects = FeedRunQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("state", RunState, name="feed_run_state_is_known"),
            one_of("stage", RunStage, name="feed_run_stage_is_known"),
            one_of("trigger", RunTrigger, name="feed_run_trigger_is_known"),
            UniqueConstraint(fields=["feed", "number"], name="feed_run_number_is_unique"),
            UniqueConstraint(
                fields=["feed"], condition=Q(state="running"), name="feed_run_is_alone_in_its_feed"
            ),
            UniqueConstraint(
                fields=["feed"], condition=Q(state="waiting"), name="feed_run_waits_alone_in_its_feed"
            ),
            CheckConstraint(
                name="feed_run_ends_once",
                condition=Q(state="waiting", ended_at__isnull=True, leased_until__isnull=True)
                | Q(state="running", ended_at__isnull=True, leased_until__isnull=False)
                | ~Q(state__in=("waiting", "running")) & Q(ended_at__isnull=False, leased_until__isnull=True),
            ),
            CheckConstraint(
                name="feed_run_ends_after_it_began",
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")),
            ),
            CheckConstraint(name="feed_run_does_no_more_than_all", condition=Q(done__lte=F("total"))),
            CheckConstraint(
                name="feed_run_says_why_it_ended", condition=~Q(state__in=EXPLAINED) | ~Q(message="")
            ),
        ]

    def __str__(self) -> str:
        return f"run {self.number} of {self.feed_id}"

    @property
    def is_over(self) -> bool:
        return self.ended_at is not None

    def seconds_left(self, now: datetime) -> int:
        """Until a run that says nothing more counts as lost; 0 for one that has lost its process or ended."""
        left = self.leased_until - now if self.leased_until else timedelta(0)
        return max(0, ceil(left.total_seconds()))


class RunItemQuerySet(models.QuerySet["RunItem"]):
    def in_order(self) -> Self:
        return self.order_by("position")


class RunItem(models.Model):
    """What a run made of one entry, or of a part of the feed that it could not use."""

    run = models.ForeignKey(FeedRun, on_delete=models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    entry = models.ForeignKey("FeedEntry", on_delete=models.CASCADE, null=True, related_name="items")
    """Null for a part that is no entry."""
    title = models.TextField(blank=True)
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    """Where it stands in the snapshot, such as `lines 6 to 8`."""
    outcome = models.CharField(max_length=longest(ItemOutcome))
    matched_by = models.CharField(max_length=longest(MatchedBy), blank=True)
    """How the entry was recognised; blank for one that is new or missing."""
    changes = models.JSONField(default=list)
    """Names of the fields that differ from the state before."""
    note = models.TextField(blank=True)

    objects = RunItemQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["run", "position"], name="run_item_position_is_unique_in_run"),
            one_of("outcome", ItemOutcome, name="run_item_outcome_is_known"),
            CheckConstraint(
                name="run_item_match_is_known", condition=Q(matched_by__in=("", *words(MatchedBy)))
            ),
            CheckConstraint(
                name="run_item_left_out_says_why",
                condition=~Q(outcome__in=("skipped", "failed")) | ~Q(note=""),
            ),
            CheckConstraint(
                name="run_item_is_of_an_entry_or_left_out",
                condition=Q(outcome__in=("skipped", "failed"), entry__isnull=True)
                | ~Q(outcome__in=("skipped", "failed")) & Q(entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.title}"
