from django.db import models
from django.db.models import CheckConstraint, F, Func, Q, UniqueConstraint, Value
from django.db.models.lookups import Exact, LessThanOrEqual

from incidents.models.choices import longest, one_of
from incidents.stories.fields import MediaType
from incidents.stories.reading.pictures import LONGEST_SIDE, MOST_BYTES


class Attachment(models.Model):
    """The file of a picture of a story's evidence, as it was cleaned; documents name it by its hash.

    Each story keeps its own, so whoever may not read a story cannot reach its pictures through another.
    """

    incident = models.ForeignKey("Incident", on_delete=models.PROTECT, related_name="attachments")
    sha256 = models.CharField(max_length=64)
    media_type = models.CharField(max_length=longest(MediaType))
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    data = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["incident", "sha256"], name="attachment_is_kept_once_in_story"),
            one_of("media_type", MediaType, name="attachment_is_a_picture"),
            CheckConstraint(
                name="attachment_has_sides",
                condition=Q(width__range=(1, LONGEST_SIDE), height__range=(1, LONGEST_SIDE)),
            ),
            CheckConstraint(
                name="attachment_is_not_too_large",
                condition=LessThanOrEqual(
                    Func(F("data"), function="octet_length", output_field=models.IntegerField()), MOST_BYTES
                ),
            ),
            CheckConstraint(
                name="attachment_has_the_hash_of_its_content",
                condition=Exact(
                    Func(
                        Func(F("data"), function="sha256", output_field=models.BinaryField()),
                        Value("hex"),
                        function="encode",
                        output_field=models.CharField(),
                    ),
                    F("sha256"),
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.incident_id}, {self.sha256[:12]}"
