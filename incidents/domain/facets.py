"""The facets of lists: which there are, how a choice narrows, and how many stories each value has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from incidents.models import LabelSet, SearchEntry, Tally

UNKNOWN = "unknown"
COLUMNS = {
    "component": "components",
    "failure_mode": "failure_modes",
    "effect": "effects",
    "trigger": "traits",
    "organisation": "organisation",
    "kind": "traits",
    "severity": "traits",
    "year": "traits",
    "has_rule": "traits",
}
"""Facets in the order they are shown, with the column of the entry that holds their values."""

Chosen = Mapping[str, tuple[str, ...]]
Entries = QuerySet[SearchEntry]


@dataclass(frozen=True)
class Value:
    slug: str
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True)
class Facet:
    """`values` with the most stories first; what is chosen stands there even without any."""

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
    labels = [f"{facet}:{value}" for value in values]
    return Q(**{f"{COLUMNS[facet]}__in": LabelSet.objects.filter(labels__overlap=labels).values("pk")})


# What is counted goes by one number: above zero label sets, below organisations, and zero is no organisation.
NUMBERS = {"organisation": "coalesce(-organisation, 0)"}
# One pass for all columns; in each group all but the column it is of are null.
COUNTED = """
SELECT {group}, coalesce({columns})::bigint, count(*)
FROM (SELECT {numbers} FROM ({entries}) AS entry({columns})) AS numbered({columns})
GROUP BY GROUPING SETS ({sets})
"""
ADDED_UP = """
SELECT {group}, value, sum(change)::bigint FROM ({changes}) AS kept(value, change) GROUP BY value
"""
NAMED = """
WITH counted(counted_as, value, stories) AS ({counted}),
labelled AS (
    SELECT counted_as, label, sum(stories)::bigint AS stories
    FROM (
        SELECT counted_as, stories, unnest(kept.labels) AS label
        FROM counted JOIN (
            -- Fetched in one go: by a mere join, each set would be looked up by itself.
            SELECT id, labels FROM incidents_labelset WHERE id = ANY (ARRAY(SELECT value FROM counted))
            OFFSET 0
        ) AS kept ON kept.id = value
        -- A fence: the sums are few, the labels before are many.
        OFFSET 0
    ) AS told
    GROUP BY counted_as, label
    OFFSET 0
)
SELECT counted_as, told.facet, told.slug, coalesce(term.label, told.slug), told.stories
FROM (
    SELECT counted_as, split_part(label, ':', 1) AS facet, substr(label, strpos(label, ':') + 1) AS slug,
        stories
    FROM labelled WHERE stories > 0
) AS told LEFT JOIN incidents_term AS term ON term.facet = told.facet AND term.slug = told.slug
UNION ALL
SELECT counted_as, 'organisation', coalesce(organisation.slug, 'unknown'),
    coalesce(organisation.name, 'unknown'), sum(stories)::bigint
FROM counted LEFT JOIN incidents_organisation AS organisation ON organisation.id = -value
WHERE value <= 0 GROUP BY counted_as, organisation.id HAVING sum(stories) > 0
ORDER BY 2, 5 DESC, 3
"""
EVERY = tuple(dict.fromkeys(COLUMNS.values()))
Compiled = tuple[str, tuple[Any, ...]]


@dataclass(frozen=True)
class Counted:
    """Stories to count: `entries` one by one, and those that `tallies` have counted before."""

    entries: Entries
    tallies: QuerySet[Tally] | None = None


def counts(
    *, stories: Callable[[str], Counted], chosen: Chosen, all_of: Collection[str]
) -> tuple[int, list[Facet]]:
    """The exact total and the facets, in one query.

    `stories(facet)` are the stories under every choice but those of that facet, `stories("")` under all.
    A value's number says how many stories there are with it: beside the others of its facet where any
    of them will do, and together with them where all have to hold.
    """
    own = [facet for facet in COLUMNS if chosen.get(facet) and facet not in all_of]
    parts = list(_counted(stories(""), "", EVERY))
    for facet in own:
        parts += _counted(stories(facet), facet, (COLUMNS[facet],))
    sql = NAMED.format(counted=" UNION ALL ".join(part for part, _ in parts))
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        return _read(cursor.fetchall(), own, chosen, all_of)


def _counted(stories: Counted, group: str, columns: tuple[str, ...]) -> Iterator[Compiled]:
    sql, parameters = _compiled(stories.entries, *columns)
    numbers = ", ".join(NUMBERS.get(column, column) for column in columns)
    names, sets = ", ".join(columns), ", ".join(f"({column})" for column in columns)
    counted = COUNTED.format(group=f"'{group}'", columns=names, numbers=numbers, entries=sql, sets=sets)
    yield counted, parameters
    if stories.tallies is not None:
        sql, parameters = _compiled(stories.tallies, "value", "change")
        yield ADDED_UP.format(group=f"'{group}'", changes=sql), parameters


def _compiled(rows: QuerySet[Any], *columns: str) -> Compiled:
    sql, parameters = rows.order_by().values_list(*columns).query.sql_with_params()
    return sql, tuple(parameters)


def _read(
    rows: Iterable[tuple[str, str, str, str, int]],
    own: Collection[str],
    chosen: Chosen,
    all_of: Collection[str],
) -> tuple[int, list[Facet]]:
    found: dict[str, list[Value]] = {facet: [] for facet in COLUMNS}
    total = 0
    for counted_as, facet, slug, name, stories in rows:
        if counted_as == (facet if facet in own else ""):
            found[facet].append(Value(slug, name, stories, slug in chosen.get(facet, ())))
        if not counted_as and facet == "organisation":
            total += stories  # each story has one, or none
    for facet, values in chosen.items():
        missing = set(values) - {value.slug for value in found[facet]}
        found[facet] += [Value(slug, slug, 0, chosen=True) for slug in sorted(missing)]
    return total, [Facet(slug, tuple(values), slug in all_of) for slug, values in found.items()]
