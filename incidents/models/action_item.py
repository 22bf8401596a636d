"""Actions: what people here do so that a failure does not come back.

What sources report is `ReportedAction`.
"""

from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, TextChoices, UniqueConstraint
from django.urls import reverse

from incidents.models.choices import longest, one_of
from incidents.models.incident import Incident
from incidents.models.parts import ANCHOR_LENGTH
from incidents.models.reader import Reader
from incidents.models.user import User
from incidents.stories import fields

LONGEST_TITLE = 300
LONGEST_WORDS = 2_000
LONGEST_ADDRESS = 500


class ActionState(TextChoices):
    OPEN = "open", "Open"
    IN_PROGRESS = "in_progress", "In progress"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class ActionStrength(TextChoices):
    """How little it depends on people paying attention, as patient safety ranks actions."""

    STRONG = "strong", "Strong: it cannot happen any more, whatever people do"
    INTERMEDIATE = "intermediate", "Intermediate: a machine checks, warns or limits"
    WEAK = "weak", "Weak: people have to know or remember it"


LARGE = ("rendered", "summary", "highest_anchors", "durations")
"""Columns of a story that no list of actions shows."""
UNFINISHED = (ActionState.OPEN, ActionState.IN_PROGRESS)
CLOSED = (ActionState.DONE, ActionState.DROPPED)


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those of stories that the reader may see."""
        return self.filter(Exists(Incident.objects.visible_to(reader).filter(pk=OuterRef("incident"))))

    def unfinished(self) -> Self:
        return self.filter(state__in=UNFINISHED)

    def overdue(self, today: date) -> Self:
        return self.unfinished().filter(due__lt=today)

    def of(self, person: User) -> Self:
        return self.filter(owner=person)

    def soonest_first(self) -> Self:
        """By their due date; those without one come last."""
        return self.order_by(F("due").asc(nulls_last=True), "pk")

    def closed_after(self, moment: datetime) -> Self:
        """The last one first."""
        return self.filter(closed_at__gt=moment).order_by("-closed_at", "-pk")

    def with_people(self) -> Self:
        """With what a list shows of story and people."""
        rows = self.select_related("incident", "owner", "closed_by", "created_by")
        return rows.defer(*(f"incident__{name}" for name in LARGE))


class ActionItem(models.Model):
    """An action of a story, from the day it is planned. Written by `domain.actions` alone.

    `version` counts its changes: a writer names the one she started from.
    """

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="action_items")
    number = models.PositiveIntegerField()
    """Counts within the story, and is never given twice."""
    title = models.CharField(max_length=LONGEST_TITLE)
    type = models.CharField(max_length=longest(fields.ActionType))
    strength = models.CharField(max_length=12, choices=ActionStrength, blank=True)
    """Empty where nobody has judged it."""
    priority = models.CharField(max_length=longest(fields.Priority))
    owner = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="action_items")
    due = models.DateField(null=True)
    factor = models.CharField(max_length=ANCHOR_LENGTH, blank=True)
    """The anchor of the factor that it is about."""
    tracker_url = models.CharField(max_length=LONGEST_ADDRESS, blank=True)
    needed = models.TextField(blank=True)
    """What has to be shown before it is done."""
    state = models.CharField(max_length=11, choices=ActionState, default=ActionState.OPEN)
    evidence = models.TextField(blank=True)
    """What shows that it is done."""
    reason = models.TextField(blank=True)
    """Why it is not going to be done."""
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    created_at = models.DateTimeField()
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    """When it was done or dropped."""
    modified_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "number"], name="action_number_is_unique_in_story"),
            CheckConstraint(name="action_says_what_is_to_be_done", condition=~Q(title="")),
            one_of("type", fields.ActionType, name="action_type_is_known"),
            one_of("priority", fields.Priority, name="action_priority_is_known"),
            CheckConstraint(
                name="action_strength_is_known",
                condition=Q(strength__in=["", "strong", "intermediate", "weak"]),
            ),
            CheckConstraint(
                name="action_state_is_known",
                condition=Q(state__in=["open", "in_progress", "done", "dropped"]),
            ),
            CheckConstraint(
                name="action_in_progress_has_an_owner", condition=~Q(state="in_progress", owner=None)
            ),
            CheckConstraint(
                name="action_done_has_evidence",
                condition=Q(state="done") & ~Q(evidence="") | ~Q(state="done") & Q(evidence=""),
            ),
            CheckConstraint(
                name="action_dropped_has_a_reason",
                condition=Q(state="dropped") & ~Q(reason="") | ~Q(state="dropped") & Q(reason=""),
            ),
            CheckConstraint(
                name="action_closed_says_when_and_by_whom",
                condition=Q(state__in=["done", "dropped"], closed_at__isnull=False, closed_by__isnull=False)
                | ~Q(state__in=["done", "dropped"]) & Q(closed_at=None, closed_by=None),
            ),
            CheckConstraint(
                name="action_is_closed_after_it_was_planned",
                condition=Q(closed_at=None) | Q(closed_at__gte=F("created_at")),
            ),
            CheckConstraint(name="action_is_about_a_factor", condition=Q(factor__regex=r"^(f[1-9][0-9]*)?$")),
            CheckConstraint(
                name="action_tracker_is_a_web_address", condition=Q(tracker_url__regex=r"^(https?://\S+)?$")
            ),
        ]
        indexes = [
            models.Index(
                fields=["due", "id"], name="action_by_due", condition=Q(state__in=["open", "in_progress"])
            ),
            models.Index(fields=["closed_at"], name="action_by_end", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"action {self.number} of {self.incident_id}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.incident.ref, self.number])

    @property
    def is_closed(self) -> bool:
        return self.state in CLOSED

    def is_overdue(self, today: date) -> bool:
        return not self.is_closed and self.due is not None and self.due < today


class ActionItemChange(models.Model):
    """One change of an action: who did what, and when."""

    item = models.ForeignKey(ActionItem, on_delete=models.CASCADE, related_name="changes", db_index=False)
    version = models.PositiveIntegerField()
    """That of the action after the change."""
    deed = models.CharField(max_length=9)
    """`planned`, `changed`, `started`, `paused`, `done`, `dropped` or `reopened`."""
    columns = models.JSONField(default=list)
    """Names of what was changed; none of its words."""
    words = models.TextField(blank=True)
    """The evidence or the reason given with it."""
    actor = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["item", "version"], name="action_change_is_one_for_each_version"),
            CheckConstraint(
                name="action_change_deed_is_known",
                condition=Q(
                    deed__in=["planned", "changed", "started", "paused", "done", "dropped", "reopened"]
                ),
            ),
            CheckConstraint(
                name="action_change_that_closes_or_reopens_says_why",
                condition=~Q(deed__in=["done", "dropped", "reopened"]) | ~Q(words=""),
            ),
        ]

    def __str__(self) -> str:
        return f"version {self.version} of action {self.item_id}: {self.deed}"
