from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q

from incidents.models.revision import LONGEST_REASON
from incidents.models.user import User

LONGEST_TARGET = 200
LONGEST_ACTION = 40


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def newest_first(self) -> Self:
        return self.order_by("-at", "-id")

    def before(self, entry: "AuditEntry") -> Self:
        """Those that a list shows after `entry`."""
        # The first condition follows from the second; PostgreSQL begins to read the index there.
        return self.filter(Q(at__lte=entry.at), Q(at__lt=entry.at) | Q(pk__lt=entry.pk))

    def older_than(self, moment: datetime) -> Self:
        return self.filter(at__lt=moment)


class AuditEntry(models.Model):
    """Who did what when, and why.

    Never changed, and deleted by `audit.shorten` alone, when it is old: a trigger refuses all else.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    action = models.CharField(max_length=LONGEST_ACTION)
    target = models.CharField(max_length=LONGEST_TARGET)
    """What it was done to, by the name people know, such as a reference."""
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    address = models.GenericIPAddressField(null=True)
    """Where the request came from; null where it was a command, or is not known."""
    details = models.JSONField(default=dict)
    """What else there is to know. It holds nothing that was meant to be forgotten."""

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="audit_action_is_plain", condition=Q(action__regex=r"^[a-z]+(\.[a-z]+)*$")),
        ]
        indexes = [
            # The list, and the list with each of its filters, in its order.
            models.Index(fields=["at", "id"], name="audit_by_time"),
            models.Index(fields=["actor", "at", "id"], name="audit_by_actor"),
            models.Index(fields=["action", "at", "id"], name="audit_by_action"),
            models.Index(fields=["target", "at", "id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
