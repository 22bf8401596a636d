"""How much the stories tell, for places that can show only a few of them."""

from typing import Any

from django.db.models import Case, Count, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from incidents.models.parts import Fix, Symptom, TimelineEvent
from incidents.models.reader import Reader
from incidents.models.search_entry import SearchEntry

ENOUGH = 3
"""Of each kind of part: more of them make a story longer, not stronger."""


def most_telling(reader: Reader) -> QuerySet[SearchEntry]:
    """Published stories that the reader may see.

    First come those that say what was tried and how it ended, what was seen word for word, and when.
    """
    return (
        SearchEntry.objects.visible_to(reader)
        .filter(status="published")
        .annotate(
            strength=2 * _some(Fix.objects.that_helped())
            + _some(Fix.objects.exclude(outcome__in=("unknown", "planned")))
            + _some(Symptom.objects.exclude(observable=""))
            + _some(TimelineEvent.objects.exclude(at=""))
            + Case(When(incident__occurred_on__isnull=False, then=Value(3)), default=Value(0))
            + Case(When(organisation__isnull=False, then=Value(1)), default=Value(0))
        )
        .order_by("-strength", "prefix", "number")
    )


def _some(parts: QuerySet[Any]) -> Least:
    """How many of these parts a story has, up to `ENOUGH`."""
    of_the_story = parts.filter(incident=OuterRef("pk")).order_by().values("incident")
    counted = Subquery(of_the_story.annotate(number=Count("pk")).values("number"))
    return Least(Coalesce(counted, Value(0)), Value(ENOUGH))
