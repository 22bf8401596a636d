from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.models.user import User

LONGEST = 4000
STANDING = Q(superseded_at=None, withdrawn_at=None)


class ReviewVerdict(models.TextChoices):
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, reader: Reader) -> Self:
        """Reviews of the stories that the reader may see; somebody who has not signed in sees none."""
        if not reader.is_signed_in:
            return self.none()
        return self.filter(incident__in=Incident.objects.visible_to(reader).values("pk"))

    def standing(self) -> Self:
        """The last of each reviewer, unless she withdrew it; it may be about an earlier revision."""
        return self.filter(STANDING)

    def of_current_revision(self) -> Self:
        return self.filter(revision_number=F("incident__revision_number"))

    def by_others(self) -> Self:
        """Without those of the owner of the story and of whoever wrote the revision."""
        is_own = Q(reviewer=F("incident__owner")) | Q(reviewer=F("incident__revision__author"))
        return self.exclude(pk__in=Review.objects.of_current_revision().filter(is_own).values("pk"))

    def newest_first(self) -> Self:
        return self.order_by("-given_at", "-pk")


class Review(models.Model):
    """What a reviewer says of one revision of a story: she approves of it, or asks for changes."""

    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="reviews")
    revision_number = models.PositiveIntegerField()
    """The revision that she read."""
    reviewer = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=20, choices=ReviewVerdict)
    words = models.TextField(max_length=LONGEST, blank=True)
    given_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    """By a later one of the same reviewer."""
    withdrawn_at = models.DateTimeField(null=True)
    """By the reviewer."""

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            UniqueConstraint(
                fields=["incident", "reviewer"], condition=STANDING, name="review_stands_once_for_a_reviewer"
            ),
            CheckConstraint(
                name="review_verdict_is_known", condition=Q(verdict__in=["approved", "changes_requested"])
            ),
            CheckConstraint(
                name="review_that_asks_for_changes_says_which",
                condition=~Q(verdict="changes_requested") | ~Q(words=""),
            ),
            CheckConstraint(name="review_ends_once", condition=Q(superseded_at=None) | Q(withdrawn_at=None)),
            CheckConstraint(
                name="review_ends_after_it_was_given",
                condition=(Q(superseded_at=None) | Q(superseded_at__gte=F("given_at")))
                & (Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("given_at"))),
            ),
        ]

    def __str__(self) -> str:
        return f"review {self.pk}"

    @property
    def has_ended(self) -> bool:
        return self.superseded_at is not None or self.withdrawn_at is not None
