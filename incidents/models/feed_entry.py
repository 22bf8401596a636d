from typing import Literal, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from incidents.models.candidate import Candidate
from incidents.models.choices import longest, one_of
from incidents.models.feed import Feed
from incidents.models.source import Source

WordRole = Literal["involved", "impact"]
LONGEST_WORD = 300


class FeedEntryQuerySet(models.QuerySet["FeedEntry"]):
    def listed(self) -> Self:
        """Those that their feed held when it was read last."""
        return self.filter(missing_since=None)

    def without_contents(self) -> Self:
        return self.defer("found")


class FeedEntry(models.Model):
    """An entry of a feed as it was read last: a source, which no, one or many stories cite.

    What it says of failures stays here: its words are not copied into stories.
    """

    feed = models.ForeignKey(Feed, on_delete=models.CASCADE, related_name="entries")
    source = models.ForeignKey(Source, on_delete=models.SET_NULL, null=True, related_name="entries")
    """The source it is. Null where no story cites one, or none that every editor may see."""
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, null=True, related_name="entries")
    """What somebody has to decide, or has decided, about it."""
    external_id = models.CharField(max_length=1000, blank=True)
    title = models.CharField(max_length=1000)
    organisation = models.CharField(max_length=1000, blank=True)
    """As the feed writes it, where it names one."""
    year = models.PositiveSmallIntegerField(null=True)
    addresses = models.JSONField(default=list)
    """Of each: canonical form, locator or null, role. What the entry is recognised by."""
    found = models.JSONField()
    """Everything that was read, as `incidents.feeds.found.FoundStory`."""
    digest = models.CharField(max_length=64)
    """SHA-256 of what was read, without the place in the feed."""
    first_seen_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    missing_since = models.DateTimeField(null=True)
    """When the feed held it no longer."""

    objects = FeedEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="feed_entry_digest_is_sha256", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            CheckConstraint(
                name="feed_entry_changes_after_it_came", condition=Q(changed_at__gte=F("first_seen_at"))
            ),
            CheckConstraint(
                name="feed_entry_goes_after_it_came",
                condition=Q(missing_since__isnull=True) | Q(missing_since__gte=F("first_seen_at")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class EntryWord(models.Model):
    """A word by which a feed classifies an entry, such as `CPU throttling`."""

    entry = models.ForeignKey(FeedEntry, on_delete=models.CASCADE, related_name="words")
    role = models.CharField(max_length=longest(WordRole))
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=LONGEST_WORD)
    """Without marks and quotes; the entry keeps what was written."""
    key = models.CharField(max_length=LONGEST_WORD)
    """The text as words are compared: in small letters."""

    class Meta:
        constraints = [
            one_of("role", WordRole, name="entry_word_role_is_known"),
            UniqueConstraint(
                fields=["entry", "role", "position"], name="entry_word_position_is_unique_in_entry"
            ),
            CheckConstraint(name="entry_word_is_there", condition=~Q(key="")),
        ]
        indexes = [models.Index(fields=["key"], name="entry_word_by_key")]

    def __str__(self) -> str:
        return self.text
