"""The facets of lists: which there are, and how a choice narrows a query of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import Q, QuerySet

from incidents.finding.storage.schema import FACETS, FacetName
from incidents.models import SearchEntry

__all__ = ["FACETS", "UNKNOWN", "Chosen", "CountedFacet", "Entries", "FacetName", "Value", "condition"]

UNKNOWN = "unknown"

Chosen = Mapping[str, tuple[str, ...]]
Entries = QuerySet[SearchEntry]


class Value(msgspec.Struct, frozen=True):
    slug: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class CountedFacet:
    """`values` with the most stories first; chosen values are included even without any."""

    slug: str
    values: tuple[Value, ...]
    all_of: bool


def condition(facet: str, values: Iterable[str], *, all_of: bool) -> Q:
    """Stories with any of the values, or with every one."""
    one_by_one = [_has(facet, [value]) for value in values] if all_of else [_has(facet, list(values))]
    result = Q()
    for one in one_by_one:
        result &= one
    return result


def _has(facet: str, values: list[str]) -> Q:
    if facet == "organisation":
        known = Q(organisation__slug__in=values)
        return known | Q(organisation=None) if UNKNOWN in values else known
    return Q(labels__overlap=[f"{facet}:{value}" for value in values])
