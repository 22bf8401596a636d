"""The facets of lists: which there are, and how a choice narrows a query of the database."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.db.models import Q, QuerySet

from incidents.finding.storage.schema import FACETS, FILTERS, FacetName
from incidents.models import SearchEntry

__all__ = [
    "FACETS",
    "FILTERS",
    "NOT",
    "UNKNOWN",
    "Chosen",
    "CountedFacet",
    "Entries",
    "FacetName",
    "Value",
    "condition",
    "split",
]

UNKNOWN = "unknown"
NOT = "-"
"""Before a value that stories must not have. No value begins with it."""

Chosen = Mapping[str, tuple[str, ...]]
"""Values by facet."""
Entries = QuerySet[SearchEntry]


class Value(msgspec.Struct, frozen=True):
    slug: str
    name: str
    count: int
    chosen: bool


def split(values: Iterable[str]) -> tuple[list[str], list[str]]:
    """Values that stories have to have, and those that they must not have."""
    given = list(values)
    unwanted = [value for value in given if value.startswith(NOT) and value != NOT]
    return [value for value in given if value not in unwanted], [
        value.removeprefix(NOT) for value in unwanted
    ]


@dataclass(frozen=True)
class CountedFacet:
    """`values` with the most stories first; chosen values are included even without any."""

    slug: str
    values: tuple[Value, ...]
    all_of: bool


def condition(facet: str, values: Iterable[str], *, all_of: bool) -> Q:
    """Stories with any of the wanted values, or with every one, and with none of the others."""
    wanted, unwanted = split(values)
    groups = [[value] for value in wanted] if all_of else [wanted] if wanted else []
    result = Q()
    for group in groups:
        result &= _has(facet, group)
    return result & ~_has(facet, unwanted) if unwanted else result


def _has(facet: str, values: list[str]) -> Q:
    if facet == "organisation":
        known = Q(organisation__isnull=False, organisation__slug__in=values)
        return known | Q(organisation=None) if UNKNOWN in values else known
    return Q(labels__overlap=[f"{facet}:{value}" for value in values])
