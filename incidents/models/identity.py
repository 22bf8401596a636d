from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from incidents.models.user import User

LONGEST_NAME = 255
"""Characters of a subject, as the standard has it, and of an issuer here."""


class IdentityQuerySet(models.QuerySet["Identity"]):
    def named(self, *, issuer: str, subject: str) -> Self:
        return self.filter(issuer=issuer, subject=subject)


class Identity(models.Model):
    """Who somebody is to a provider. An e-mail address does not say it: somebody else may get that."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="identities")
    issuer = models.CharField(max_length=LONGEST_NAME)
    subject = models.CharField(max_length=LONGEST_NAME)
    role_given = models.CharField(max_length=13, blank=True)
    """The role that her groups gave at the last sign-in; empty where they gave none."""
    created_at = models.DateTimeField()
    signed_in_at = models.DateTimeField()

    objects = IdentityQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["issuer", "subject"], name="identity_opens_one_account"),
            UniqueConstraint(fields=["user", "issuer"], name="identity_of_an_account_is_one"),
            CheckConstraint(name="identity_names_both", condition=~Q(issuer="") & ~Q(subject="")),
            CheckConstraint(
                name="identity_role_is_known",
                condition=Q(role_given__in=["", "reader", "author", "editor", "administrator"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"
