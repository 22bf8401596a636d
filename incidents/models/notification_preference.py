from django.db import models
from django.db.models import CheckConstraint, Q, TextChoices, UniqueConstraint

from incidents.models.notification import LONGEST_KIND
from incidents.models.user import User


class NotificationWay(TextChoices):
    """How somebody is told. All but `OFF` are on the page, too."""

    AT_ONCE = "at_once", "Mail at once"
    DAILY = "daily", "Daily mail"
    PAGE = "page", "Page only"
    OFF = "off", "Off"


class NotificationPreference(models.Model):
    """What somebody has chosen for one kind; where there is no row, the kind says how it is told."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(max_length=LONGEST_KIND)
    way = models.CharField(max_length=7, choices=NotificationWay)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["user", "kind"], name="notification_preference_is_one"),
            CheckConstraint(
                name="notification_preference_way_is_known",
                condition=Q(way__in=["at_once", "daily", "page", "off"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.user}: {self.way}"
