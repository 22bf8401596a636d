"""How well each story is watched for: by what prevents it, sees it early, sees it late, or names it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from incidents.models import Incident, NoDetection, RuleLink
from incidents.models.incident import IncidentQuerySet
from incidents.models.reader import Reader
from incidents.models.rule import RUNNING
from incidents.rules.coverage import GAPS, GIVES, WAYS, Gap, Way

AT_ONCE = 500
"""Stories read at a time where all of them are written out."""


@dataclass(frozen=True)
class CoverageRow:
    """A story, the references of its rules by way, and why there is none where none makes sense."""

    ref: str
    title: str
    rules: Mapping[Way, tuple[str, ...]]
    no_detection: str


def stories(*, reader: Reader, gap: Gap | None = None) -> IncidentQuerySet:
    """Published stories, in order of their references; with `gap`, those that lack this way.

    A story for which no detection makes sense lacks nothing.
    """
    found = Incident.objects.visible_to(reader).published().only("ref", "title").in_order_of_refs()
    if gap is None:
        return found
    lacking = found.exclude(Exists(NoDetection.objects.filter(incident=OuterRef("pk"))))
    return lacking.exclude(Exists(_links(WAYS if gap == "all" else (gap,))))


def gaps(*, reader: Reader) -> dict[Gap, int]:
    """How many stories lack each way; `all`, how many lack every one."""
    return {gap: stories(reader=reader, gap=gap).order_by().count() for gap in GAPS}


def rows(incidents: Sequence[Incident]) -> tuple[CoverageRow, ...]:
    """Two queries, however many stories."""
    keys = [incident.pk for incident in incidents]
    reasons = dict(NoDetection.objects.filter(incident__in=keys).values_list("incident", "reason"))
    found: dict[int, dict[Way, list[str]]] = {key: {} for key in keys}
    links = _running().filter(incident__in=keys).order_by("rule__kind", "rule__number")
    for key, ref, kind, relation in links.values_list("incident", "rule__ref", "rule__kind", "relation"):
        way = GIVES.get((kind, relation))
        if way and ref not in found[key].setdefault(way, []):
            found[key][way].append(ref)
    return tuple(
        CoverageRow(
            incident.ref,
            incident.title,
            {way: tuple(refs) for way, refs in found[incident.pk].items()},
            reasons.get(incident.pk, ""),
        )
        for incident in incidents
    )


def every_row(*, reader: Reader, gap: Gap | None = None) -> Iterator[CoverageRow]:
    """The rows of all these stories. Three queries for each `AT_ONCE`; only keys are held for all."""
    keys = list(stories(reader=reader, gap=gap).values_list("pk", flat=True))
    for start in range(0, len(keys), AT_ONCE):
        some = Incident.objects.filter(pk__in=keys[start : start + AT_ONCE])
        yield from rows(list(some.only("ref", "title").in_order_of_refs()))


def _links(ways: Iterable[Way]) -> QuerySet[RuleLink]:
    wanted = set(ways)
    gives = Q()
    for (kind, relation), way in GIVES.items():
        if way in wanted:
            gives |= Q(rule__kind=kind, relation=relation)
    return _running().filter(gives, incident=OuterRef("pk"))


def _running() -> QuerySet[RuleLink]:
    return RuleLink.objects.filter(rule__status__in=RUNNING, rule__is_proven=True)
