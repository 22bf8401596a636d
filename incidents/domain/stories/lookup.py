"""One story by any name it goes by, read with one statement."""

import re
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256

from django.db.models import BigIntegerField, Exists, Func, OuterRef, Q, TextField

from incidents import refs
from incidents.domain.stories import relations
from incidents.models import Incident, Relation, statements
from incidents.models.incident import IS_OPEN
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement


class Version(Func):
    template = "(%(expressions)s))"
    arg_joiner = " || '-' || extract(epoch FROM "
    output_field = TextField()


class Seconds(Func):
    template = "floor(extract(epoch FROM %(expressions)s))::bigint"
    output_field = BigIntegerField()


# Written by the database: turning times into objects takes as long as finding the row.
VERSION, MODIFIED = Version("revision_number", "modified_at"), Seconds("modified_at")
STATE = ("ref", "status", IS_OPEN, VERSION, MODIFIED, "merged_into")
WHOLE = (*STATE, "revision__document", "names_closed")
NAMING = ('"side_effects":', '"otherwise":', '"successor":')
"""Fields of a document that name other stories and have no table."""
IS_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")


@dataclass(frozen=True)
class StoredStory:
    ref: str
    status: str
    is_open: bool
    """Whether everybody may read it."""
    version: str
    """Another one after every change."""
    modified: int
    """Seconds since 1970."""
    merged_into: int | None
    document: str = ""
    """JSON as it was saved, but for references that the reader may not see; empty where only the state was
    asked for.
    """
    names_closed: bool = False
    """Whether a relation leads to a story that the reader may not see."""
    is_redacted: bool = False
    """Whether references are left out."""


def state(*, ref: str, reader: Reader) -> StoredStory | None:
    """All but the document."""
    return _found(ref, reader, is_whole=False)


def whole(*, ref: str, reader: Reader) -> StoredStory | None:
    """One query; one more where a reference may have to be left out. The version says what is left out."""
    found = _found(ref, reader, is_whole=True)
    if found is None or not (found.names_closed or any(field in found.document for field in NAMING)):
        return found
    document = relations.redacted_json(document=found.document, reader=reader)
    if document == found.document:
        return found
    digest = sha256(document.encode()).hexdigest()[:8]
    return replace(found, document=document, version=f"{found.version}-{digest}", is_redacted=True)


def ref_of(*, name: str, reader: Reader) -> str | None:
    """The reference of the story with this slug or alias, as far as the reader may see it."""
    if not IS_NAME.fullmatch(name):
        return None
    named = Q(slug=name.lower()) | Q(pk__in=Incident.objects.filter(aliases__name=name).values("pk"))
    return Incident.objects.visible_to(reader).filter(named).values_list("ref", flat=True).first()


def successor(*, merged_into: int | None, reader: Reader) -> str | None:
    """Where a merged story leads, as far as the reader may go there."""
    if merged_into is None:
        return None
    targets = Incident.objects.visible_to(reader).filter(pk=merged_into)
    return targets.values_list("ref", flat=True).first()


def _found(ref: str, reader: Reader, *, is_whole: bool) -> StoredStory | None:
    if not refs.STORY.fullmatch(ref):
        return None
    rows = _statement(reader.placeholder, is_whole).rows(ref=ref, reader=reader.person)
    return StoredStory(*rows[0]) if rows else None


@cache
def _statement(reader: Reader, is_whole: bool) -> Statement:
    named = Incident.objects.visible_to(reader).filter(ref=Parameter("ref"))
    if not is_whole:
        return statements.compiled(named.values_list(*STATE)).with_literals()
    # Asked for each target: as a list of keys, every story would be read for it.
    target = Incident.objects.visible_to(reader).filter(pk=OuterRef("target"))
    closed = Relation.objects.filter(~Exists(target), incident=OuterRef("pk"))
    whole = named.annotate(names_closed=Exists(closed)).values_list(*WHOLE)
    return statements.compiled(whole).with_literals()
