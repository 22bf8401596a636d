from datetime import datetime
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import CheckConstraint, F, Func, Q
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, LessThanOrEqual

from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.models.user import User

MOST_BYTES = 1_000_000
"""Of what is typed, as JSON text."""


def size_of(column: str) -> Func:
    """Bytes of a column as text.

    A plain `Func`, so that a migration writes the expression out instead of importing it from here.
    """
    text = Cast(column, models.TextField())
    return Func(text, function="octet_length", output_field=models.IntegerField())


class DraftQuerySet(models.QuerySet["Draft"]):
    def of(self, author: User) -> Self:
        """Those that the author may open: one that changes a story, as long as she may see the story."""
        seen = Incident.objects.visible_to(Reader.of(author)).values("pk")
        return self.filter(Q(incident=None) | Q(incident__in=seen), author=author)

    def open(self) -> Self:
        return self.filter(discarded_at=None)

    def discarded_before(self, time: datetime) -> Self:
        return self.filter(discarded_at__lt=time)

    def written_by(self, writer: UUID, *, number: int, based_on: int) -> Self:
        """Those that this writer may overwrite: she wrote last, or knows what was written last."""
        ours = Q(writer=writer, number__lte=number)
        return self.filter(ours | ~Q(writer=writer) & Q(number=based_on))

    def last_changed_first(self) -> Self:
        return self.order_by("-updated_at", "-id")

    def with_titles(self) -> Self:
        """What a list shows, with the title as typed, as `title`; without the texts."""
        columns = ("key", "updated_at", "discarded_at", "forked_from", "incident__ref")
        titled = self.select_related("incident").annotate(title=KT("content__title"))
        return titled.only(*columns)


class Draft(models.Model):
    """What an author has typed for a story, valid or not. Nobody else sees it.

    `content` is that of `stories.drafting`; `began_from` the document that the form showed first.
    """

    key = models.UUIDField(unique=True)
    author = models.ForeignKey(User, on_delete=models.CASCADE, related_name="drafts")
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, null=True, related_name="drafts")
    """The story that it changes, or that was saved from it."""
    based_on = models.PositiveIntegerField(null=True)
    """The revision of the story that it started from."""
    forked_from = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="forks")
    """The draft that somewhere else was typed into at the same time."""
    began_from = models.JSONField(default=dict)
    content = models.JSONField(default=dict)
    number = models.PositiveIntegerField(default=0)
    """Counts the saves of what is typed."""
    writer = models.UUIDField()
    """The opened page that saved last."""
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    discarded_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(
                name="draft_of_a_story_names_its_revision",
                condition=Q(incident__isnull=True, based_on__isnull=True)
                | Q(incident__isnull=False, based_on__isnull=False),
            ),
            CheckConstraint(
                name="draft_holds_fields",
                condition=Exact(
                    Func(F("content"), function="jsonb_typeof", output_field=models.CharField()), "object"
                ),
            ),
            CheckConstraint(
                name="draft_is_not_too_large", condition=LessThanOrEqual(size_of("content"), 2 * MOST_BYTES)
            ),
            CheckConstraint(
                name="draft_changes_after_it_began", condition=Q(updated_at__gte=F("created_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["author", "updated_at"], name="draft_of_author"),
        ]

    def __str__(self) -> str:
        return f"draft {self.key}"
