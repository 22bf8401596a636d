"""One story by any name it goes by, read with one statement."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from functools import cache

from django.db.models import Q

from incidents.domain import search
from incidents.domain.search import Query
from incidents.errors import NotPossible
from incidents.models import Incident, RefCounter, statements
from incidents.models.choices import READABLE
from incidents.models.incident import Reader
from incidents.models.statements import Statement
from incidents.stories.document import REF_PATTERN

STATE = ("ref", "status", "visibility", "revision_number", "modified_at", "merged_into")
WHOLE = (*STATE, "revision__document")
ANY_REF = "\0"
"""Stands where the reference goes while a statement is put together; no reference looks like it."""

IS_REF = re.compile(REF_PATTERN)
IS_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,119}")
LIKE_REF = re.compile(r"([A-Z][A-Z0-9]{0,9}?)[-_ ]?0*([1-9][0-9]{0,8})")
WORD = re.compile(r"[a-z0-9]{3,30}")
MOST_NEAR = 5
MOST_WORDS = 6


@dataclass(frozen=True)
class Found:
    ref: str
    status: str
    visibility: str
    revision_number: int
    modified_at: datetime
    merged_into: int | None
    document: str = ""
    """JSON to the letter; empty where only the state was asked for."""

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.visibility == "public" and self.status in READABLE


def state(*, ref: str, reader: Reader) -> Found | None:
    """All but the document."""
    return _found(STATE, ref, reader)


def whole(*, ref: str, reader: Reader) -> Found | None:
    return _found(WHOLE, ref, reader)


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


def near(*, name: str, reader: Reader) -> list[str]:
    """References that somebody who wrote `name` may have meant, at the same cost among many stories."""
    written = LIKE_REF.fullmatch(name.upper())
    return _near_ref(written[1], written[2], reader) if written else _about(name, reader)


def _near_ref(prefix: str, number: str, reader: Reader) -> list[str]:
    known = RefCounter.objects.values_list("prefix", flat=True)
    meant = Incident.objects.visible_to(reader).filter(
        prefix__in=get_close_matches(prefix, known, n=2, cutoff=0.4), number__in=set(_misreadings(number))
    )
    return list(meant.in_order_of_refs().values_list("ref", flat=True)[:MOST_NEAR])


def _about(name: str, reader: Reader) -> list[str]:
    """Stories with the words of a slug that is none."""
    words = WORD.findall(name.lower())[:MOST_WORDS]
    if not words:
        return []
    try:
        found = search.find(reader=reader, query=Query(text=" OR ".join(words)), limit=MOST_NEAR)
    except NotPossible:  # takes too long: nobody waits for a guess
        return []
    return [row.ref for row in found.rows]


def _misreadings(digits: str) -> Iterator[int]:
    """The number itself, with a digit too many, and with two in the wrong order."""
    yield int(digits)
    for place in range(len(digits)):
        yield int(digits[:place] + digits[place + 1 :] or 0)
        yield int(digits[:place] + digits[place : place + 2][::-1] + digits[place + 2 :])


def _found(columns: tuple[str, ...], ref: str, reader: Reader) -> Found | None:
    if not IS_REF.fullmatch(ref):
        return None
    statement = _statement(columns, statements.alike(reader))
    row = next(iter(statement.rows({ANY_REF: ref}, reader=reader)), None)
    return Found(*row) if row else None


@cache
def _statement(columns: tuple[str, ...], reader: Reader) -> Statement:
    return statements.of(Incident.objects.visible_to(reader).filter(ref=ANY_REF).values_list(*columns))
