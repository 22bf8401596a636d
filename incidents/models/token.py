"""Tokens: what a program shows in the place of a password."""

from datetime import datetime, timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q

from incidents.models.user import User

LONGEST_NAME = 100
EACH = timedelta(minutes=1)
"""How exactly the last use is known."""


class TokenScope(models.TextChoices):
    """What a token is good for, at most: its owner's rights stay what they are."""

    READ = "read", "Read"
    REPORT = "report", "Report"
    WRITE = "write", "Write"
    ADMIN = "admin", "Administer"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    def newest_first(self) -> "AccessTokenQuerySet":
        return self.order_by("-created_at", "-pk")

    def usable(self, now: datetime) -> "AccessTokenQuerySet":
        """Neither revoked nor expired; whether their owners are active is another question."""
        return self.filter(revoked_at=None, expires_at__gt=now)

    def note_use(self, *, key: int, now: datetime) -> None:
        """One statement; of several at once, one writes."""
        due = Q(last_used_at=None) | Q(last_used_at__lte=now - EACH)
        self.filter(due, pk=key).update(last_used_at=now)


class AccessToken(models.Model):
    """A token of a person or of a service account. What the program shows is not stored."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=LONGEST_NAME)
    """What its owner calls it, such as the pipeline that has it."""
    prefix = models.CharField(max_length=20, unique=True)
    """How the token begins: it finds the row, and people tell tokens apart by it. No secret."""
    digest = models.CharField(max_length=64)
    """SHA-256 of the secret part, in hexadecimal digits."""
    scopes = ArrayField(models.CharField(max_length=10, choices=TokenScope))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    """Its owner, or the administrator who made it for a service account."""
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    """Known to the minute."""
    revoked_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="token_has_a_name", condition=~Q(name__regex=r"^\s*$")),
            CheckConstraint(name="token_prefix_is_plain", condition=Q(prefix__regex=r"^sdg_[0-9a-f]{16}$")),
            CheckConstraint(name="token_digest_is_one", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            CheckConstraint(
                name="token_scopes_are_known",
                condition=Q(scopes__len__gt=0, scopes__contained_by=["read", "report", "write", "admin"]),
            ),
            CheckConstraint(name="token_expires_later", condition=Q(expires_at__gt=F("created_at"))),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
