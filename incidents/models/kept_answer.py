from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q


class KeptAnswerQuerySet(models.QuerySet["KeptAnswer"]):
    def kept_before(self, time: datetime) -> Self:
        return self.filter(kept_at__lt=time)


class KeptAnswer(models.Model):
    """What a request with an idempotency key was answered, for whoever sends it again."""

    digest = models.CharField(max_length=64, primary_key=True)
    """Stands for the key and who sent it; neither is stored."""
    request = models.CharField(max_length=64)
    """Stands for method, address and body: another request under the same key is refused."""
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)
    kept_at = models.DateTimeField()

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="kept_answer_digest_is_one", condition=Q(digest__regex=r"^[0-9a-f]{64}$")),
            CheckConstraint(name="kept_answer_request_is_one", condition=Q(request__regex=r"^[0-9a-f]{64}$")),
            CheckConstraint(
                name="kept_answer_says_what_was_done", condition=Q(status__gte=200, status__lt=300)
            ),
        ]
        indexes = [models.Index(fields=["kept_at"], name="kept_answer_by_time")]

    def __str__(self) -> str:
        return f"answer {self.status} of {self.kept_at:%Y-%m-%d %H:%M:%S}"
