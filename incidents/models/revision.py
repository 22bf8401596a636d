from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

ORIGINS = ("catalogue", "person", "api", "feed")
LONGEST_REASON = 500


class Revision(models.Model):
    """A whole document after one save. Never changed and never deleted: a trigger refuses both.

    `document` is the JSON text, handed out byte for byte.
    """

    incident = models.ForeignKey("Incident", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    document = models.TextField()
    author = models.ForeignKey("User", on_delete=models.PROTECT, null=True, related_name="revisions")
    origin = models.CharField(max_length=10)
    reason = models.CharField(max_length=LONGEST_REASON, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "number"], name="revision_number_is_unique_in_story"),
            CheckConstraint(name="revision_number_counts_from_one", condition=Q(number__gte=1)),
            CheckConstraint(name="revision_origin_is_known", condition=Q(origin__in=ORIGINS)),
            CheckConstraint(
                name="revision_by_a_person_names_the_person",
                condition=~Q(origin="person") | Q(author__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}, revision {self.number}"
