from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from incidents.models.user import User

OPEN = Q(withdrawn_at__isnull=True, answered_at__isnull=True)


class ReviewRequestQuerySet(models.QuerySet["ReviewRequest"]):
    def open(self) -> Self:
        return self.filter(OPEN)

    def oldest_first(self) -> Self:
        return self.order_by("asked_at", "pk")


class ReviewRequest(models.Model):
    """That somebody is asked to review a story: she sees it while the request is open."""

    incident = models.ForeignKey("Incident", on_delete=models.CASCADE, related_name="review_requests")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="review_requests")
    """Who is asked."""
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    """By somebody who may edit the story."""
    answered_at = models.DateTimeField(null=True)
    """By the person who is asked: she has reviewed it, or will not."""

    objects = ReviewRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            # The person stands first: what she may see is asked at every read.
            UniqueConstraint(
                fields=["person", "incident"], condition=OPEN, name="review_request_is_open_once"
            ),
            CheckConstraint(
                name="review_request_ends_once",
                condition=Q(withdrawn_at__isnull=True) | Q(answered_at__isnull=True),
            ),
            CheckConstraint(
                name="review_request_ends_after_it_began",
                condition=(Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("asked_at")))
                & (Q(answered_at__isnull=True) | Q(answered_at__gte=F("asked_at"))),
            ),
            CheckConstraint(name="review_request_is_to_somebody_else", condition=~Q(person=F("asked_by"))),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"
