from datetime import datetime
from typing import Self
from urllib.parse import urlsplit

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from incidents.feeds.found import FeedKind
from incidents.models.choices import longest, one_of
from incidents.models.user import User

MOST_MINUTES = 30 * 24 * 60
FEWEST_MINUTES = 10
LONGEST_VALIDATOR = 1000
LONGEST_ADDRESS = 1000


class FeedQuerySet(models.QuerySet["Feed"]):
    def due(self, now: datetime) -> Self:
        """Those to read now, the one that waits longest first."""
        return self.filter(next_run_at__lte=now).order_by("next_run_at", "pk")

    def in_order(self) -> Self:
        return self.order_by("name", "pk")


class Feed(models.Model):
    """A public list of failure stories that somebody else keeps."""

    name = models.CharField(max_length=120)
    slug = models.SlugField(max_length=120, unique=True)
    kind = models.CharField(max_length=longest(FeedKind))
    address = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    """Where it is read from; blank for lists that come from the command line."""
    folder = models.CharField(max_length=200, blank=True)
    """Of an archive: the folder that is read."""
    interval_minutes = models.PositiveIntegerField(default=24 * 60)
    next_run_at = models.DateTimeField(null=True)
    """Null for a feed that is read only when somebody asks for it."""
    etag = models.CharField(max_length=LONGEST_VALIDATOR, blank=True)
    last_modified = models.CharField(max_length=LONGEST_VALIDATOR, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    """Runs that failed since the last one that did not."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Null where the command line or the fixtures brought it."""
    created_at = models.DateTimeField()

    objects = FeedQuerySet.as_manager()

    class Meta:
        constraints = [
            one_of("kind", FeedKind, name="feed_kind_is_known"),
            UniqueConstraint(
                fields=["address", "folder"], condition=~Q(address=""), name="feed_address_is_unique"
            ),
            CheckConstraint(
                name="feed_without_address_is_never_due",
                condition=~Q(address="") | Q(next_run_at__isnull=True),
            ),
            CheckConstraint(
                name="feed_interval_is_possible",
                condition=Q(interval_minutes__gte=FEWEST_MINUTES, interval_minutes__lte=MOST_MINUTES),
            ),
        ]
        indexes = [
            models.Index(fields=["next_run_at"], name="feed_due", condition=Q(next_run_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_enabled(self) -> bool:
        return self.next_run_at is not None

    @property
    def host(self) -> str:
        """Of its address; empty where it has none."""
        return urlsplit(self.address).hostname or ""
