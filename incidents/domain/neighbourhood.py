"""Stories around a story, a few relations away."""

from dataclasses import dataclass

from django.db.models import Q

from incidents.models import Incident, Relation
from incidents.models.incident import Reader

STEPS = 2
MOST = 400
"""Relations read per step: a story that everything refers to is no reason to read the whole table."""


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
