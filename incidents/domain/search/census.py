"""What stories have in common: how many there are of each value, and what occurs together."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass

from incidents.domain.remembered import remembered
from incidents.domain.search import index, rows, scope, selection
from incidents.domain.search.facets import UNKNOWN, Value
from incidents.domain.search.find import Results, find
from incidents.domain.search.query import Query
from incidents.domain.search.rows import FoundRow
from incidents.domain.search.selection import Selection
from incidents.finding.storage import Snapshot
from incidents.models import telling
from incidents.models.reader import Reader
from incidents.stories import components


@dataclass(frozen=True)
class Census:
    """Published stories the reader may see: their number, and the number of each value by facet."""

    total: int
    values: Mapping[str, tuple[Value, ...]]
    view: Hashable
    """Differs once a story has changed, or the reader may see others."""

    def of(self, facet: str) -> dict[str, int]:
        """Number of stories by slug; slugs without any are missing."""
        return {value.slug: value.count for value in self.values.get(facet, ())}


@dataclass(frozen=True)
class Insight:
    """The stories about one value of a facet, one page of them, and what else they are about."""

    results: Results
    inside: tuple[Value, ...]
    """One step further down in the tree."""
    together: tuple[Value, ...]
    """Other values of the same facet; of the tree only the leaves outside the value's own branch."""
    others: Mapping[str, tuple[Value, ...]]
    """The values of every other facet."""


def census(*, reader: Reader) -> Census:
    """One query."""
    seen = scope.read(reader=reader)

    def counted(snapshot: Snapshot) -> Census:
        selected = Selection.of(scope=seen, query=Query(), snapshot=snapshot)
        total = snapshot.search(selected.under(), limit=0).total
        values = {facet.slug: facet.values for facet in selection.counted(selected)}
        return Census(total, values, view=(snapshot.mark, seen.view))

    return index.searched(seen.state, counted)


def most_telling(seen: Census, *, reader: Reader, limit: int) -> tuple[FoundRow, ...]:
    """The stories that tell most. One query, and one more after a story has changed."""

    def chosen() -> list[int]:
        return list(telling.most_telling(reader).values_list("pk", flat=True)[:limit])

    keys = remembered(("most telling", seen.view, limit), chosen)
    return rows.read(keys, reader=reader)


def about(*, reader: Reader, facet: str, slug: str, page: int = 1, limit: int = 20) -> Insight:
    """Two queries; raises what `search.find` raises."""
    query = Query(chosen={facet: (slug,)}, all_of={facet}, sort="published")
    results = find(reader=reader, query=query, page=page, limit=limit)
    values = {counted.slug: counted.values for counted in results.facets}
    own = [value for value in values.pop(facet) if value.slug not in {slug, UNKNOWN}]
    return Insight(
        results=results,
        inside=tuple(value for value in own if _above(value.slug) == slug),
        together=_leaves([value for value in own if not components.on_one_branch(value.slug, slug)]),
        others=values,
    )


def _above(slug: str) -> str:
    return slug.rpartition("/")[0]


def _leaves(values: Collection[Value]) -> tuple[Value, ...]:
    kept = components.leaves([value.slug for value in values])
    return tuple(value for value in values if value.slug in kept)
