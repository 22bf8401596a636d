"""Which of very many matches are put in order of relevance: to look into the vectors of all takes long."""

from typing import Any

from django.db.models import F, FloatField, Func, QuerySet

from incidents.domain import matching, paging
from incidents.domain.facets import Entries
from incidents.domain.matching import Asked, Matches
from incidents.models import SearchEntry
from incidents.models.search_entry import Names

MOST = 1_000
"""Matches up to which all are ranked; beyond, the newest are, and those that say it in their name."""


class Rank(Func):
    function = "ts_rank"
    template = "%(function)s(%(expressions)s, 1)::float8"
    output_field = FloatField()


def worth(entries: Entries, words: Asked, most: int) -> Entries:
    """The newest of the entries that match, and the newest of those that match by their name."""
    named = entries.filter(Matches(Names(F("words")), matching.tsquery(words.wanted)))
    spans = [entries]
    if since := words.recent_since:
        # Finding the newest of all matches takes long where they are many. Most often those of late are
        # enough; then PostgreSQL does not begin with the others.
        spans = [entries.filter(appeared_at__gte=since), entries.filter(appeared_at__lt=since)]
    first, *later = (_newest(span, most) for span in spans)
    newest = first.union(*later, all=True)[:most] if later else first
    return SearchEntry.objects.filter(pk__in=newest.union(_newest(named, most)))


def _newest(entries: Entries, most: int) -> QuerySet[SearchEntry, Any]:
    return paging.ordered(entries, "published").values("pk")[:most]
