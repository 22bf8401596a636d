"""Which stories a reader may see, by statements that are compiled once for each standing."""

from collections.abc import Collection
from functools import cache

from incidents.models import Incident, statements
from incidents.models.incident import IncidentQuerySet
from incidents.models.reader import Reader
from incidents.models.statements import Parameter, Statement

NAMES = ("ref", "slug", "aliases__name")
"""Columns by which a story is named: the first that matches wins."""


def among(*, refs: Collection[str], reader: Reader) -> set[str]:
    """Those of the references that the reader may see. No query where there are none."""
    if not refs:
        return set()
    rows = _among(reader.placeholder).rows(refs=list(refs), reader=reader.person)
    return {ref for (ref,) in rows}


def named(*, name: str, reader: Reader) -> Incident | None:
    """The story by its reference in any case, its slug or another name, with organisation and revision."""
    for column in NAMES:
        spelled = name.upper() if column == "ref" else name
        key = _named(column, reader.placeholder).subquery(name=spelled, reader=reader.person)
        for incident in Incident.objects.filter(pk=key).select_related("organisation", "revision"):
            return incident
    return None


def last_changed(*, number: int, reader: Reader) -> IncidentQuerySet:
    """The published stories that were changed last, the last one first."""
    keys = _last_changed(number, reader.placeholder).subquery(reader=reader.person)
    return Incident.objects.filter(pk__in=keys).last_changed_first()


@cache
def _among(reader: Reader) -> Statement:
    seen = Incident.objects.visible_to(reader).filter(statements.is_one_of("ref", "refs"))
    return statements.compiled(seen.order_by().values_list("ref"))


@cache
def _named(column: str, reader: Reader) -> Statement:
    seen = Incident.objects.visible_to(reader).filter(**{column: Parameter("name")})
    return statements.compiled(seen.order_by().values_list("pk")[:1])


@cache
def _last_changed(number: int, reader: Reader) -> Statement:
    seen = Incident.objects.visible_to(reader).published().last_changed_first()
    return statements.compiled(seen.values_list("pk")[:number])
