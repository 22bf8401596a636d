from django.db import models
from django.db.models import CheckConstraint, Q

from incidents.models.revision import LONGEST_REASON
from incidents.models.user import User


class AuditEntry(models.Model):
    """Who did what when, and why. Never changed and never deleted: a trigger refuses both."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=200)
    """What it was done to, by the name people know, such as a reference."""
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    address = models.GenericIPAddressField(null=True)
    """Where the request came from; null where it was a command."""
    details = models.JSONField(default=dict)
    """What else there is to know. It holds nothing that was meant to be forgotten."""

    class Meta:
        constraints = [
            CheckConstraint(name="audit_action_is_plain", condition=Q(action__regex=r"^[a-z]+(\.[a-z]+)*$")),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"
