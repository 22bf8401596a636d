"""Rows of revisions for the pages of a story's history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse

from incidents import access
from incidents.models import Incident, Review, Revision
from incidents.models.reader import Reader
from incidents.web.parts.forms import RestoreForm
from incidents.web.parts.labels import ORIGINS


@dataclass(frozen=True)
class RevisionRow:
    """`by` is empty where nobody wrote it, or where the reader may not see names."""

    number: int
    url: str
    changes: str
    by: str
    origin: str
    reason: str
    at: datetime
    is_current: bool
    restore: RestoreForm | None
    reviews: tuple[Review, ...] = ()
    """What reviewers said of it; empty for readers who have not signed in."""


def rows(
    incident: Incident, revisions: Sequence[Revision], reader: Reader, older: int | None
) -> tuple[RevisionRow, ...]:
    """Of revisions from the newest down; `older` is the number of the one below the last of them."""
    numbers = [*(revision.number for revision in revisions[1:]), older]
    shown = [revision.number for revision in revisions]
    found = Review.objects.visible_to(reader).filter(incident=incident, revision_number__in=shown)
    reviews: dict[int, list[Review]] = {}
    for review in found.select_related("reviewer").newest_first():
        reviews.setdefault(review.revision_number, []).append(review)
    return tuple(
        replace(
            row(incident, revision, reader, older=number), reviews=tuple(reviews.get(revision.number, ()))
        )
        for revision, number in zip(revisions, numbers, strict=False)
    )


def row(incident: Incident, revision: Revision, reader: Reader, older: int | None = None) -> RevisionRow:
    number, is_current = revision.number, revision.number == incident.revision_number
    restorable = not is_current and access.may_edit(reader, incident)
    return RevisionRow(
        number=number,
        url=reverse("story-revision", args=[incident.ref, number]),
        changes=comparison(incident, older, number) if older else "",
        by=str(revision.author) if revision.author and access.may_see_names(reader) else "",
        origin=ORIGINS[revision.origin],
        reason=revision.reason,
        at=revision.created_at,
        is_current=is_current,
        restore=restoring(incident, number) if restorable else None,
    )


def before(revisions: QuerySet[Revision], number: int) -> int | None:
    """The number of the revision before that one, of those a reader may read."""
    numbers = revisions.filter(number__lt=number).order_by("-number").values_list("number", flat=True)
    return numbers.first()


def restoring(incident: Incident, number: int) -> RestoreForm:
    """What the button to restore sends."""
    return RestoreForm(initial={"number": number, "based_on": incident.revision_number}, auto_id=False)


def comparison(incident: Incident, before: int, after: int) -> str:
    return f"{reverse('story-compare', args=[incident.ref])}?from={before}&to={after}"
