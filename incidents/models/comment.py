from typing import Self

from django.db import models
from django.db.models import CheckConstraint, F, Q

from incidents.models.incident import Incident
from incidents.models.reader import Reader
from incidents.models.user import User

LONGEST = 4000
LONGEST_ANCHOR = 20


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible_to(self, reader: Reader) -> Self:
        """Comments on the stories that the reader may see; somebody who has not signed in sees none."""
        if not reader.is_signed_in:
            return self.none()
        return self.filter(incident__in=Incident.objects.visible_to(reader).values("pk"))

    def threads(self) -> Self:
        """Those that began a thread."""
        return self.filter(thread=None)

    def oldest_first(self) -> Self:
        return self.order_by("written_at", "pk")


class Comment(models.Model):
    """What somebody says about a story or one of its parts; whoever may see the story sees it."""

    key = models.UUIDField(unique=True)
    """Of the form that was sent: sent twice, it says the same once."""
    incident = models.ForeignKey(Incident, on_delete=models.CASCADE, related_name="comments")
    thread = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="replies")
    """The comment that it replies to, which is no reply itself."""
    anchor = models.CharField(max_length=LONGEST_ANCHOR, blank=True)
    """The part, such as `f2`; empty where the comment is on the whole story, or is a reply."""
    text = models.TextField(max_length=LONGEST)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    """Of a thread that is done with."""
    resolved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    objects = CommentQuerySet.as_manager()

    class Meta:
        constraints = [
            CheckConstraint(name="comment_says_something", condition=~Q(text="")),
            CheckConstraint(
                name="comment_that_replies_is_no_thread",
                condition=Q(thread=None) | Q(anchor="", resolved_at=None),
            ),
            CheckConstraint(name="comment_replies_to_another", condition=~Q(thread=F("pk"))),
            CheckConstraint(
                name="comment_is_resolved_by_somebody",
                condition=Q(resolved_at=None, resolved_by=None)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
            ),
            CheckConstraint(
                name="comment_is_resolved_after_it_was_written",
                condition=Q(resolved_at=None) | Q(resolved_at__gte=F("written_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"comment {self.pk}"
