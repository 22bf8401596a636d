from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from incidents.models.incident import Incident
from incidents.models.outgoing_mail import OutgoingMail
from incidents.models.reader import Reader
from incidents.models.user import User

LONGEST_KIND = 40
LONGEST_KEY = 200


class NotificationQuerySet(models.QuerySet["Notification"]):
    def visible_to(self, reader: Reader) -> Self:
        """Those about no story, or about one that the reader may see now."""
        story = Incident.objects.visible_to(reader).filter(pk=OuterRef("story"))
        return self.filter(Q(story=None) | Exists(story))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def to_mail(self, now: datetime) -> Self:
        return self.filter(mail_due_at__lte=now)

    def read_before(self, moment: datetime) -> Self:
        return self.filter(read_at__lt=moment)


class Notification(models.Model):
    """Something that one person is told. What kinds there are, `domain/notifications/kinds.py` says."""

    recipient = models.ForeignKey(
        User, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=LONGEST_KIND)
    story = models.ForeignKey(Incident, on_delete=models.CASCADE, null=True, related_name="notifications")
    """Who may not see it any more does not see the notification, either."""
    actor = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    details = models.JSONField(default=dict)
    """What else the sentence of the kind names; nothing that a story says."""
    at = models.DateTimeField()
    key = models.CharField(max_length=LONGEST_KEY, blank=True)
    """One key is told once to each person, whoever tells it; empty where nothing else is the same."""
    read_at = models.DateTimeField(null=True)
    mail_due_at = models.DateTimeField(null=True)
    """When it is to be mailed; null where it was, or where it is for the page alone."""
    mail = models.ForeignKey(OutgoingMail, on_delete=models.SET_NULL, null=True, related_name="notifications")
    """The mail that told it, as long as the outbox keeps it."""

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notification_kind_is_plain", condition=Q(kind__regex=r"^[a-z]+(\.[a-z]+)*$")
            ),
            models.UniqueConstraint(
                fields=["recipient", "kind", "key"], name="notification_is_told_once", condition=~Q(key="")
            ),
            models.CheckConstraint(
                name="notification_is_mailed_once", condition=Q(mail=None) | Q(mail_due_at=None)
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "id"], name="notification_by_recipient"),
            models.Index(fields=["recipient", "id"], name="notification_unread", condition=Q(read_at=None)),
            models.Index(
                fields=["mail_due_at"], name="notification_to_mail", condition=Q(mail_due_at__isnull=False)
            ),
            models.Index(fields=["read_at"], name="notification_read", condition=Q(read_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.recipient}"
