"""The index of a facet: all its values with their numbers of stories."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from incidents.domain.search import UNKNOWN, Census, Value
from incidents.models import Term
from incidents.web.parts.bars import Bar, bars
from incidents.web.parts.labels import said
from incidents.web.stories.list_query import ListQuery
from incidents.web.vocabulary.term_page import KINDS, TermKind

OWN = {"component": "Own services"}
"""Heading of the values that stories use and the vocabulary does not have."""


@dataclass(frozen=True)
class TermGroup:
    """`url` is the page of the term that the group is named after, where it has one."""

    title: str
    description: str
    url: str
    count: int | None
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class TermIndex:
    kind: TermKind
    groups: tuple[TermGroup, ...]
    total: int
    unknown: int
    unknown_url: str
    csv: str


@dataclass(frozen=True)
class TermCount:
    slug: str
    label: str
    group: str
    description: str
    count: int


def entries(facet: str, terms: Iterable[Term], census: Census) -> list[TermCount]:
    """The vocabulary in its order, then the values that only stories use."""
    values = {value.slug: value for value in census.values.get(facet, ()) if value.slug != UNKNOWN}
    listed = [
        TermCount(term.slug, term.label, term.group, term.description, _count(values.get(term.slug)))
        for term in terms
        if term.slug != UNKNOWN
    ]
    own = sorted(values.keys() - {entry.slug for entry in listed})
    return listed + [_own(facet, values[slug]) for slug in own]


def _own(facet: str, value: Value) -> TermCount:
    group = OWN.get(facet, "")
    is_root = group and "/" not in value.slug
    return TermCount(value.slug, group if is_root else said(facet, value), group, "", value.count)


def build(facet: str, found: list[TermCount], census: Census) -> TermIndex:
    return TermIndex(
        kind=KINDS[facet],
        groups=tuple(_groups(facet, found)),
        total=census.total,
        unknown=census.of(facet).get(UNKNOWN, 0),
        unknown_url=ListQuery(chosen=((facet, UNKNOWN),)).url,
        csv=f"{KINDS[facet].index}-csv",
    )


def _groups(facet: str, found: list[TermCount]) -> Iterator[TermGroup]:
    longest = max((entry.count for entry in found), default=0)
    page = KINDS[facet].page
    for name, members in groupby(found, key=lambda entry: entry.group):
        listed = list(members)
        # The root of a tree names its group; beside its own branches its bar would say nothing.
        root = next((entry for entry in listed if facet == "component" and "/" not in entry.slug), None)
        known = [entry for entry in listed if entry.count and entry is not root]
        if not known and not (root and root.count):
            continue
        ordered = sorted(known, key=lambda entry: -entry.count)
        counted = ((entry.label, reverse(page, args=[entry.slug]), entry.count) for entry in ordered)
        yield TermGroup(
            title=root.label if root else name,
            description=root.description if root else "",
            url=reverse(page, args=[root.slug]) if root else "",
            count=root.count if root else None,
            bars=bars(counted, longest=longest),
        )


def _count(value: Value | None) -> int:
    return value.count if value else 0
