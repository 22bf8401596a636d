"""The stories that a query means, as one question to the index; and how many have each value of a facet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from incidents.domain.remembered import remembered
from incidents.domain.search.facets import FACETS, CountedFacet, Value, split
from incidents.domain.search.query import Query
from incidents.domain.search.scope import Scope
from incidents.finding import exact
from incidents.finding.indexing import moment
from incidents.finding.storage import Clause, Snapshot, clauses


@dataclass(frozen=True)
class Selection:
    scope: Scope
    query: Query
    snapshot: Snapshot
    asked: Clause | None
    """The words; None where there are none."""

    @classmethod
    def of(cls, *, scope: Scope, query: Query, snapshot: Snapshot) -> "Selection":
        visible = scope.visible()

        def documents() -> int:
            return remembered(("stories", snapshot.mark, scope.view), partial(snapshot.number, visible))

        asked = exact.clause(query.text, snapshot, visible=visible, documents=documents)
        return cls(scope, query, snapshot, asked)

    def under(self, *, without: str = "") -> Clause:
        """Under every choice, or every choice but those of one facet."""
        wanted, unwanted = [self.scope.visible()], list[Clause]()
        if self.asked is not None:
            wanted.append(self.asked)
        if since := self.query.modified_since:
            wanted.append(clauses.above("modified", moment(since, 0), inclusive=True))
        for facet, values in self.query.chosen.items():
            if values and facet != without:
                having, lacking = split(values)
                wanted += self._chosen(facet, having)
                unwanted += [self._any(facet, lacking)] if lacking else []
        return clauses.all_of(wanted, unwanted=unwanted)

    def _chosen(self, facet: str, values: Sequence[str]) -> list[Clause]:
        groups = [[value] for value in values] if facet in self.query.all_of else [values] if values else []
        return [clauses.without_score(self._any(facet, group)) for group in groups]

    def _any(self, facet: str, values: Iterable[str]) -> Clause:
        return clauses.one_of(facet, [self.scope.indexed(facet, value) for value in values])


def counted(selection: Selection) -> tuple[CountedFacet, ...]:
    """All facets, in the order of `FACETS`.

    A value's number says how many stories there are with it: beside the others of its facet where any
    of them will do, and together with them where all have to hold.
    """
    query = selection.query
    asked = (query.text, frozenset(query.chosen.items()), frozenset(query.all_of), query.modified_since)
    key = ("facets", selection.snapshot.mark, selection.scope.view, asked)
    counts = remembered(key, partial(_count, selection))
    return tuple(_facet(selection, facet, counts[facet]) for facet in FACETS)


def _count(selection: Selection) -> dict[str, dict[str, int]]:
    query = selection.query
    apart = [facet for facet in FACETS if query.chosen.get(facet) and facet not in query.all_of]
    together = [facet for facet in FACETS if facet not in apart]
    found = selection.snapshot.counts(selection.under(), together)
    for facet in apart:
        found |= selection.snapshot.counts(selection.under(without=facet), [facet])
    return found


def _facet(selection: Selection, facet: str, counts: dict[str, int]) -> CountedFacet:
    scope, query = selection.scope, selection.query
    wanted, unwanted = split(query.chosen.get(facet, ()))
    values = []
    for value, count in counts.items():
        slug, name = scope.named(facet, value)
        values.append(Value(slug, name, count, slug in wanted))
    values.sort(key=lambda one: (-one.count, one.slug))
    missing = sorted({*wanted, *unwanted}.difference(value.slug for value in values))
    empty = (Value(slug, _name(selection, facet, slug), 0, slug in wanted) for slug in missing)
    return CountedFacet(facet, (*values, *empty), facet in query.all_of)


def _name(selection: Selection, facet: str, slug: str) -> str:
    """Organisations that occur only in stories closed to the reader are left out."""
    scope = selection.scope
    value = scope.indexed(facet, slug)
    if facet == "organisation":
        having = clauses.all_of([scope.visible(), clauses.one_of(facet, [value])])
        if not selection.snapshot.search(having, limit=0).total:
            return slug
    return scope.named(facet, value)[1]
