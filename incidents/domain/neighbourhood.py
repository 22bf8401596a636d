"""Stories around a story, a few relations away."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.db.models import Q

from incidents.models import Incident, Relation, statements
from incidents.models.incident import Reader
from incidents.models.statements import Statement

STEPS = 2
MOST = 400
"""Relations read per step: a story that everything refers to is no reason to read the whole table."""
THIS = -3
"""Stands in the statement for the story that is asked about."""


class Tie(NamedTuple):
    """A relation with the references and titles of both its stories."""

    type: str
    on: str
    note: str
    source: str
    source_title: str
    target: str
    target_title: str


@dataclass(frozen=True)
class Neighbourhood:
    """`titles` by reference, the story itself included; `relations` between them, each once."""

    titles: dict[str, str]
    relations: tuple[Relation, ...]


def around(*, incident: Incident, reader: Reader, steps: int = STEPS) -> Neighbourhood:
    """One query a step; only stories that the reader may see, over relations between such."""
    titles = {incident.ref: incident.title}
    found: dict[int, Relation] = {}
    edge = {incident.pk}
    seen = {incident.pk}
    for _ in range(steps):
        touching = Relation.objects.between_visible(reader).filter(Q(incident__in=edge) | Q(target__in=edge))
        rows = touching.select_related("incident", "target").order_by("pk")[:MOST]
        ends = {end.pk: end for row in rows for end in (row.incident, row.target) if end is not None}
        found |= {row.pk: row for row in rows}
        titles |= {end.ref: end.title for end in ends.values()}
        edge, seen = ends.keys() - seen, seen | ends.keys()
    return Neighbourhood(titles, tuple(found.values()))


def ties(*, incident: Incident, reader: Reader) -> list[Tie]:
    """The relations of the story itself, with stories that the reader may see. One query."""
    rows = _ties(statements.alike(reader)).rows({THIS: incident.pk}, reader=reader)
    return [Tie(*row) for row in rows]


@cache
def _ties(reader: Reader) -> Statement:
    touching = Relation.objects.between_visible(reader).touching(Incident(pk=THIS)).order_by("pk")
    ends = ("incident__ref", "incident__title", "target__ref", "target__title")
    return statements.of(touching.values_list("type", "on", "note", *ends))
