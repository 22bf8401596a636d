"""How many stories each value of a facet has."""

from incidents.domain.search.facets import COLUMNS, CountedFacet, Value
from incidents.domain.search.selection import Selection, State


def counts(selection: Selection) -> tuple[CountedFacet, ...]:
    """All facets, in the order of `facets.COLUMNS`.

    A value's number says how many stories there are with it: beside the others of its facet where any
    of them will do, and together with them where all have to hold.
    """
    return tuple(_facet(selection, slug) for slug in COLUMNS)


def _facet(selection: Selection, facet: str) -> CountedFacet:
    state, query = selection.state, selection.query
    chosen, all_of = query.chosen.get(facet, ()), facet in query.all_of
    stories = selection.under(without="" if all_of else facet)
    values = []
    for kept_as, having in state.bitmaps.of(facet).items():
        if count := stories.intersection_cardinality(having):
            slug, name = state.named(facet, kept_as)
            values.append(Value(slug, name, count, slug in chosen))
    values.sort(key=lambda value: (-value.count, value.slug))
    missing = sorted(set(chosen).difference(value.slug for value in values)) if chosen else []
    empty = (Value(slug, _name(selection.state, facet, slug), 0, chosen=True) for slug in missing)
    return CountedFacet(facet, (*values, *empty), all_of)


def _name(state: State, facet: str, slug: str) -> str:
    """Organisations that occur only in stories closed to the reader are left out."""
    kept_as = state.kept_as(facet, slug)
    if facet == "organisation" and not state.visible.intersect(state.bitmaps.having(facet, [kept_as])):
        return slug
    return state.named(facet, kept_as)[1]
