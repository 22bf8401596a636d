from datetime import datetime
from typing import Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import models
from django.db.models import CheckConstraint, Exists, F, Func, OuterRef, Q, QuerySet

from incidents.models.team import Team
from incidents.models.user import User, beginnings

WAITING = Q(accepted_at__isnull=True, revoked_at__isnull=True)


def words_of_address() -> Func:
    """What an invitation is found by: the words of its address, taken as `words_of_names` takes them."""
    return Func(
        F("email"),
        output_field=SearchVectorField(),
        template="to_tsvector('simple', regexp_replace(%(expressions)s, '[!-/:-@[-`{-~]', ' ', 'g'))",
    )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> Self:
        return self.filter(WAITING, expires_at__gt=now)

    def expired(self, now: datetime) -> Self:
        return self.filter(WAITING, expires_at__lte=now)

    def accepted(self) -> Self:
        return self.filter(accepted_at__isnull=False)

    def revoked(self) -> Self:
        return self.filter(revoked_at__isnull=False)

    def into_teams(self, teams: QuerySet[Team]) -> Self:
        """Those that lead into one of these teams."""
        into = Invitation.teams.through.objects.filter(invitation=OuterRef("pk"), team__in=teams)
        return self.filter(Exists(into))

    def found_by(self, text: str, people: list[int]) -> Self:
        """Those to an address with such words, and those that one of these people made or accepted."""
        query: SearchQuery | None = beginnings(text)
        if query is None:
            return self
        found = Q(words=query) | Q(invited_by__in=people) | Q(accepted_by__in=people)
        return self.alias(words=words_of_address()).filter(found)

    def ended_before(self, moment: datetime) -> Self:
        """Whose link works no more, since before that moment."""
        return self.filter(
            Q(WAITING, expires_at__lt=moment) | Q(accepted_at__lt=moment) | Q(revoked_at__lt=moment)
        )


class Invitation(models.Model):
    """A link that lets somebody make an account, or join teams. The link itself is not stored."""

    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret in the link, in hexadecimal digits."""
    email = models.EmailField(blank=True)
    """Where the link was mailed to; empty: handed over by whoever invited."""
    role = models.CharField(max_length=13, choices=User.Role)
    """Of the account that is made; somebody who has one keeps her role."""
    teams = models.ManyToManyField(Team, related_name="invitations", blank=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    """Null: from the command line."""
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    revoked_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="invitation_digest_is_one", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            CheckConstraint(
                name="invitation_role_is_known",
                condition=Q(role__in=["reader", "author", "editor", "administrator"]),
            ),
            CheckConstraint(name="invitation_expires_later", condition=Q(expires_at__gt=F("created_at"))),
            CheckConstraint(
                name="invitation_is_accepted_by_somebody",
                condition=Q(accepted_at__isnull=True, accepted_by__isnull=True)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
            ),
            CheckConstraint(
                name="invitation_ends_once",
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
            ),
        ]
        indexes = [
            GinIndex(words_of_address(), name="invitation_by_words"),
            models.Index(fields=["expires_at", "id"], name="invitation_waiting", condition=WAITING),
            models.Index(fields=["id"], name="invitation_accepted", condition=Q(accepted_at__isnull=False)),
            models.Index(fields=["id"], name="invitation_revoked", condition=Q(revoked_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, now: datetime) -> bool:
        return self.accepted_at is None and self.revoked_at is None and self.expires_at > now

    def state(self, now: datetime) -> str:
        if self.accepted_at is not None:
            return "used"
        if self.revoked_at is not None:
            return "revoked"
        return "open" if self.expires_at > now else "expired"
