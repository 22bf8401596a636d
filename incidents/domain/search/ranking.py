"""Which of very many matches are put in order of relevance: to look into the vectors of all takes long."""

from typing import Any

from django.db.models import FloatField, Func, QuerySet

from incidents.domain.search import paging
from incidents.domain.search.facets import Entries
from incidents.models import SearchEntry

MOST = 1_000
"""Matches up to which all are ranked; beyond, the newest are, and those that say it in their name."""


class Rank(Func):
    function = "ts_rank"
    template = "%(function)s(%(expressions)s, 1)::float8"
    output_field = FloatField()


def worth(found: Entries, named: Entries, most: int) -> Entries:
    """The newest of what is found, and the newest of what is found by its name."""
    newest, newest_named = (_newest(some, most) for some in (found, named))
    return SearchEntry.objects.filter(pk__in=newest.union(newest_named))


def _newest(entries: Entries, most: int) -> "QuerySet[SearchEntry, Any]":
    return paging.ordered(entries, "published").values("pk")[:most]
