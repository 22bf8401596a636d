"""What is known of how often a story was seen, for those who may see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from incidents.models import Incident, Rule, Sighting, presence
from incidents.models.reader import Reader
from incidents.models.sighting import SightingQuerySet

MOST_COUNTED = 10_000
"""Of more, only this is said: counting all of them would take longer than everything else on a page."""
LATEST = 5


@dataclass(frozen=True)
class SeenRow:
    """`rule`: the reference of the rule that fired; empty where there is none that the reader may see."""

    sighting: Sighting
    rule: str


@dataclass(frozen=True)
class SeenSummary:
    """`number` is at most `MOST_COUNTED`; `is_more`, whether there are more. `rows`: newest first."""

    number: int
    is_more: bool
    last: datetime | None
    """When the latest one started."""
    rows: tuple[SeenRow, ...]


NEVER = SeenSummary(0, False, None, ())


def summary(*, incident: Incident, reader: Reader) -> SeenSummary:
    """How often it was seen, and the latest times."""
    if not presence.was_seen(incident.pk):
        return NEVER
    found = Sighting.objects.of_story(incident, reader=reader)
    latest = list(found.newest_first().select_related("reported_by")[:LATEST])
    last = latest[0].started_at if latest else None
    return _seen(found, last=last, rows=latest, reader=reader)


def page(*, incident: Incident, reader: Reader, number: int, after: int = 0) -> SeenSummary:
    """The same with so many rows.

    `after`: the key of the row before them; 0, or one that is not there, for the first rows.
    """
    found = Sighting.objects.of_story(incident, reader=reader)
    before = found.filter(pk=after).first() if after else None
    shown = found.before(before) if before else found
    rows = list(shown.newest_first().select_related("reported_by")[:number])
    last = found.newest_first().values_list("started_at", flat=True).first()
    return _seen(found, last=last, rows=rows, reader=reader)


def _seen(
    found: SightingQuerySet, *, last: datetime | None, rows: Sequence[Sighting], reader: Reader
) -> SeenSummary:
    total = found.order_by()[: MOST_COUNTED + 1].count()
    return SeenSummary(min(total, MOST_COUNTED), total > MOST_COUNTED, last, tuple(_rows(rows, reader)))


def _rows(found: Sequence[Sighting], reader: Reader) -> list[SeenRow]:
    keys = {one.rule_id for one in found if one.rule_id}
    rules = dict(Rule.objects.visible_to(reader).filter(pk__in=keys).values_list("pk", "ref")) if keys else {}
    return [SeenRow(one, rules.get(one.rule_id or 0, "")) for one in found]
