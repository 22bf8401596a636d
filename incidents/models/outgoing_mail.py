from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q

LONGEST_SUBJECT = 255
LONGEST_ERROR = 300
HOLDS_NOTHING = Q(text="", html="", headers={})


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def waiting(self) -> Self:
        return self.filter(next_try_at__isnull=False)

    def due(self, now: datetime) -> Self:
        """Those to try now, the one that waits longest first."""
        return self.filter(next_try_at__lte=now, expires_at__gt=now).order_by("next_try_at", "id")

    def too_old(self, now: datetime) -> Self:
        return self.waiting().filter(expires_at__lte=now)

    def lost(self) -> Self:
        """Those that expired before anybody took them; not those that were refused for good."""
        return self.filter(next_try_at=None, sent_at=None, refused=False)

    def undelivered(self) -> Self:
        """Those that were tried, and that nobody is going to get: refused, or given up after the last try."""
        return self.filter(next_try_at=None, sent_at=None, tries__gt=0)

    def newest_first(self) -> Self:
        return self.order_by("-id")

    def without_contents(self) -> Self:
        return self.defer("text", "html", "headers")


class OutgoingMail(models.Model):
    """A mail to one person. What it says is kept until it is sent, refused or expired, and not longer."""

    recipient = models.EmailField()
    subject = models.CharField(max_length=LONGEST_SUBJECT)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    """When it is too late: links in it have expired by then."""
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    """Null where nothing more is going to happen."""
    sent_at = models.DateTimeField(null=True)
    refused = models.BooleanField(default=False)
    """Whether the server said that it will never take it."""
    error = models.CharField(max_length=LONGEST_ERROR, blank=True)
    """Why the last try failed."""

    objects = OutgoingMailQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                name="outgoing_mail_done_holds_nothing",
                condition=Q(next_try_at__isnull=False) | HOLDS_NOTHING,
            ),
            CheckConstraint(
                name="outgoing_mail_ends_once",
                condition=Q(next_try_at__isnull=True, sent_at__isnull=True)
                | Q(next_try_at__isnull=False, sent_at__isnull=True, refused=False)
                | Q(next_try_at__isnull=True, sent_at__isnull=False, refused=False),
            ),
            CheckConstraint(name="outgoing_mail_expires_later", condition=Q(expires_at__gt=F("created_at"))),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="outgoing_mail_due", condition=Q(next_try_at__isnull=False)
            ),
            models.Index(fields=["created_at"], name="outgoing_mail_by_age"),
        ]

    def __str__(self) -> str:
        return f"mail {self.pk} to {self.recipient}"

    @property
    def is_waiting(self) -> bool:
        return self.next_try_at is not None
