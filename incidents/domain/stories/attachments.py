"""Pictures of a story's evidence: what a save keeps of them, who may read them, and when they go."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Value
from django.db.models.functions import Concat
from msgspec.structs import astuple

from incidents.domain.stories import history
from incidents.errors import Fault
from incidents.models import Attachment, Incident, Revision
from incidents.models.reader import Reader
from incidents.stories.document import Picture, Story
from incidents.stories.reading.pictures import CleanPicture

NAMED = ('"sha256":"', '"')
"""What is around the hash in the JSON of a document. In a text, the quotes would be escaped."""


def faults(*, story: Story, before: Incident | None, given: Iterable[CleanPicture]) -> Iterator[Fault]:
    """Pictures that neither come with the document nor are kept with this story.

    Those of other stories count as unknown, since their hash gives no right to read them.
    """
    named = [(index, one.picture) for index, one in enumerate(story.evidence) if one.picture]
    known = {astuple(clean.picture) for clean in given}
    if before and named:
        kept = Attachment.objects.filter(incident=before)
        known |= set(kept.values_list(*Picture.__struct_fields__))
    for index, picture in named:
        if astuple(picture) not in known:
            yield Fault(f"/evidence/{index}/picture", "is not kept with this story; save it with its file")


def keep(*, incident: Incident, story: Story, given: Iterable[CleanPicture], now: datetime) -> None:
    """Writes those that the story names. What is kept already stays as it is."""
    named = {one.picture for one in story.evidence if one.picture}
    rows = [
        Attachment(
            incident=incident,
            sha256=clean.picture.sha256,
            media_type=clean.picture.media_type,
            width=clean.picture.width,
            height=clean.picture.height,
            data=clean.data,
            created_at=now,
        )
        for clean in given
        if clean.picture in named
    ]
    if rows:
        Attachment.objects.bulk_create(rows, ignore_conflicts=True)


def readable(*, incident: Incident, sha256: str, reader: Reader) -> Attachment | None:
    """The picture, if a revision names it that the reader may see. The story itself has to be visible."""
    revisions = history.readable(incident=incident, reader=reader)
    if not revisions.filter(document__contains=sha256.join(NAMED)).exists():
        return None
    return Attachment.objects.filter(incident=incident, sha256=sha256).first()


def drop_unnamed(*, incident: Incident) -> None:
    """Deletes those that no revision names any more, which happens by erasing alone."""
    before, after = NAMED
    hashed = Concat(Value(before), OuterRef("sha256"), Value(after))
    naming = Revision.objects.filter(incident=incident, document__contains=hashed)
    Attachment.objects.filter(~Exists(naming), incident=incident).delete()
