"""Stories around a story, a few relations away."""

from dataclasses import dataclass

import msgspec
from django.db.models import OuterRef, Q

from incidents.models import Incident, Relation
from incidents.models.reader import Reader
from incidents.models.relation import RelationQuerySet

STEPS = 2
MOST = 400
"""Relations read per step: a story that everything refers to is no reason to read the whole table."""
TIE = {
    "type": "type",
    "on": "on",
    "note": "note",
    "source": "incident__ref",
    "source_title": "incident__title",
    "target": "target__ref",
    "target_title": "target__title",
}
"""Fields of a `Tie` and the columns they come from."""


class Tie(msgspec.Struct, frozen=True):
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
        rows = (
            touching.select_related("incident", "target")
            .only("target_ref", *TIE.values())
            .order_by("pk")[:MOST]
        )
        ends = {end.pk: end for row in rows for end in (row.incident, row.target) if end is not None}
        found |= {row.pk: row for row in rows}
        titles |= {end.ref: end.title for end in ends.values()}
        edge, seen = ends.keys() - seen, seen | ends.keys()
    return Neighbourhood(titles, tuple(found.values()))


def ties(story: OuterRef, *, reader: Reader) -> RelationQuerySet:
    """Relations of the story with stories that the reader may see."""
    return Relation.objects.between_visible(reader).touching(story)
