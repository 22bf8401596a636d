"""Related content of one story: rules, checks of other tools, relations, and the stories around it."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from incidents.decoding import decoder
from incidents.models import Incident, NoDetection, Relation, RuleLink, ToolCheck, statements
from incidents.models.json_text import JsonObject
from incidents.models.reader import Reader
from incidents.models.relation import RelationQuerySet
from incidents.models.statements import Parameter, Statement

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


def _ties(story: OuterRef, *, reader: Reader) -> RelationQuerySet:
    """Relations of the story with stories that the reader may see."""
    return Relation.objects.between_visible(reader).touching(story)


KINDS = ("M", "A", "S")


class RelatedRule(msgspec.Struct, frozen=True):
    """A rule that is linked with the story; `target` is the anchor it is about, blank for the whole story."""

    ref: str
    kind: str
    name: str
    level: str
    message: str
    is_proven: bool
    relation: str
    target: str
    note: str


class RelatedCheck(msgspec.Struct, frozen=True):
    """A check of another tool that is linked with the story."""

    tool: str
    tool_slug: str
    name: str
    relation: str
    note: str


class RelatedContent(msgspec.Struct, frozen=True):
    rules: list[RelatedRule]
    checks: list[RelatedCheck]
    no_detection: str | None
    """Why no automated detection makes sense; None where nobody said so."""
    ties: list[Tie]
    seen: frozenset[str]
    """Those of the named stories that the reader may see."""


def related(*, incident: Incident, named: Collection[str], reader: Reader) -> RelatedContent:
    """The reader may see the story, and so the rules and checks that are linked with it. One query.

    `named`: references of other stories in its parts.
    """
    ((rules, checks, no_detection, ties, seen),) = _statement(reader.placeholder).rows(
        story=incident.pk, reader=reader.person, named=list(named)
    )
    return RelatedContent(
        rules=sorted((decoder(RelatedRule).decode(text) for text in rules), key=_order),
        checks=[decoder(RelatedCheck).decode(text) for text in checks],
        no_detection=no_detection,
        ties=[decoder(Tie).decode(text) for text in ties],
        seen=frozenset(seen),
    )


def _order(rule: RelatedRule) -> tuple[int, int, str]:
    """Rules over manifests first, then alerts, then signatures, each by number."""
    return KINDS.index(rule.kind), int(rule.ref[2:]), rule.target


@cache
def _statement(reader: Reader) -> Statement:
    rules = RuleLink.objects.filter(incident=OuterRef("pk"))
    checks = ToolCheck.objects.filter(incident=OuterRef("pk")).order_by("tool__slug", "name")
    reasons = NoDetection.objects.filter(incident=OuterRef("pk")).values("reason")
    ties = _ties(OuterRef("pk"), reader=reader).order_by("pk")
    named = Incident.objects.visible_to(reader).filter(statements.is_one_of("ref", "named"))
    story = Incident.objects.filter(pk=Parameter("story"))
    return statements.compiled(
        story.values_list(
            _array(
                rules,
                ref="rule__ref",
                kind="rule__kind",
                name="rule__name",
                level="rule__level",
                message="rule__message",
                is_proven="rule__is_proven",
                relation="relation",
                target="target",
                note="note",
            ),
            _array(
                checks,
                tool="tool__title",
                tool_slug="tool__slug",
                name="name",
                relation="relation",
                note="note",
            ),
            Subquery(reasons),
            _array(ties, **TIE),
            ArraySubquery(named.values("ref")),
        )
    )


def _array(rows: "QuerySet[Any, Any]", **columns: str) -> ArraySubquery:
    """The rows as an array of JSON objects with these fields."""
    return ArraySubquery(
        rows.values(json=JsonObject(**{name: F(column) for name, column in columns.items()}))
    )
