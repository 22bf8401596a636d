"""The revisions of a story, as far as a reader may go back."""

from django.db.models import F, JSONField, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Coalesce

from incidents import access
from incidents.domain.stories import lookup
from incidents.models import Incident, Revision
from incidents.models.choices import READABLE
from incidents.models.reader import Reader

CIRCLES = ("team", "people")


def readable(*, incident: Incident, reader: Reader) -> QuerySet[Revision]:
    """Revisions of a story the reader may see. Those written while it was closed are for its editors only."""
    revisions = Revision.objects.filter(incident=incident)
    if access.may_edit(reader, incident):
        return revisions
    open_to = ["public", "organisation"] if reader.is_signed_in else ["public"]
    seen = Q(status_then__in=READABLE, visibility_then__in=open_to)
    if incident.visibility in CIRCLES or incident.status not in READABLE:
        # Whoever sees a draft and may not edit it is of its circle, or asked to review it.
        seen |= Q(visibility_then=incident.visibility)
    into = incident.merged_into_id
    if into and lookup.successor(merged_into=into, reader=reader) is None:
        # Its reason, and the note of its relation, speak of the other story.
        seen &= ~Q(status_then="merged")
    if incident.status == "withdrawn":
        revisions = revisions.filter(number=incident.revision_number)
    as_json = revisions.annotate(content=Cast(F("document"), JSONField()))
    return as_json.annotate(
        status_then=KT("content__status"),
        visibility_then=Coalesce(KT("content__visibility"), Value("public"), output_field=TextField()),
    ).filter(seen)
