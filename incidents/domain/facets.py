"""The facets of lists: which there are, how a choice narrows, and how many stories each value has."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from incidents.models import LabelSet, SearchEntry

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


COUNTED = """
WITH grouped AS MATERIALIZED (
    SELECT {columns}, count(*) AS stories, GROUPING({columns}) AS level
    FROM ({entries}) AS entry({columns}) GROUP BY GROUPING SETS ({sets}, ())
)
SELECT found.facet, found.slug, coalesce(term.label, found.name, found.slug), found.stories
FROM (
    SELECT split_part(label, ':', 1) AS facet, substr(label, strpos(label, ':') + 1) AS slug,
        NULL AS name, stories
    FROM (
        SELECT facets, label, sum(stories)::bigint AS stories
        FROM (
            SELECT counted.facets, counted.stories, unnest(kept.labels) AS label
            FROM ({labelled}) AS counted JOIN incidents_labelset AS kept ON kept.id = counted.value
            -- A fence: the sums are few, the labels before are many.
            OFFSET 0
        ) AS told
        GROUP BY facets, label
        OFFSET 0
    ) AS summed
    WHERE split_part(label, ':', 1) = ANY (string_to_array(facets, ' '))
    UNION ALL
    SELECT 'organisation', coalesce(organisation.slug, 'unknown'), organisation.name, counted.stories
    FROM ({organisations}) AS counted
        LEFT JOIN incidents_organisation AS organisation ON organisation.id = counted.value
    UNION ALL
    SELECT '', '', NULL, stories FROM grouped WHERE level = {total}
) AS found
LEFT JOIN incidents_term AS term ON term.facet = found.facet AND term.slug = found.slug
ORDER BY found.facet, found.stories DESC, found.slug
"""
APART = (
    "SELECT {facets} AS facets, value, count(*) AS stories FROM ({entries}) AS entry(value) GROUP BY value"
)
TOGETHER = "SELECT {facets} AS facets, {column} AS value, stories FROM grouped WHERE level = {level}"
GROUPED = tuple(dict.fromkeys(COLUMNS.values()))
TOTAL = 2 ** len(GROUPED) - 1


def counts(
    *, entries: Callable[[str], Entries], chosen: Chosen, all_of: Collection[str]
) -> tuple[int, list[Facet]]:
    """The exact total and the facets, in one query.

    `entries(facet)` are the stories under every choice but those of that facet, `entries("")` under all.
    A value's number says how many stories there are with it: beside the others of its facet where any
    of them will do, and together with them where all have to hold.
    """
    own = {facet for facet, values in chosen.items() if values and facet not in all_of}
    everything = _compiled(entries(""), *GROUPED)
    labelled = [_counted(facets, column, without, entries) for facets, column, without in _passes(own)]
    organisations = _counted(
        "organisation", "organisation", "organisation" if "organisation" in own else "", entries
    )
    sql = COUNTED.format(
        columns=", ".join(GROUPED),
        sets=", ".join(f"({column})" for column in GROUPED),
        entries=everything[0],
        labelled=" UNION ALL ".join(part for part, _ in labelled),
        organisations=organisations[0],
        total=TOTAL,
    )
    parts = (everything, *labelled, organisations)
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in parts for value in values])
        return _read(cursor.fetchall(), chosen, all_of)


def _passes(own: Collection[str]) -> Iterator[tuple[str, str, str]]:
    """Facets counted together, their column, and the facet whose choices are set aside for them."""
    for column in GROUPED:
        members = [facet for facet, its in COLUMNS.items() if its == column and column != "organisation"]
        if together := [facet for facet in members if facet not in own]:
            yield " ".join(together), column, ""
        yield from ((facet, column, facet) for facet in members if facet in own)


Compiled = tuple[str, tuple[Any, ...]]


def _counted(facets: str, column: str, without: str, entries: Callable[[str], Entries]) -> Compiled:
    if without:
        sql, parameters = _compiled(entries(without), column)
        return APART.format(facets=f"'{facets}'", entries=sql), parameters
    # GROUPING sets the bit of every column that a row is not grouped by, the first column's highest.
    level = TOTAL - 2 ** (len(GROUPED) - 1 - GROUPED.index(column))
    return TOGETHER.format(facets=f"'{facets}'", column=column, level=level), ()


def _compiled(entries: Entries, *columns: str) -> Compiled:
    sql, parameters = entries.order_by().values_list(*columns).query.sql_with_params()
    return sql, tuple(parameters)


def _read(
    rows: Iterable[tuple[str, str, str, int]], chosen: Chosen, all_of: Collection[str]
) -> tuple[int, list[Facet]]:
    found: dict[str, list[Value]] = {facet: [] for facet in ("", *COLUMNS)}
    for facet, slug, name, stories in rows:
        found[facet].append(Value(slug, name, stories, slug in chosen.get(facet, ())))
    for facet, values in chosen.items():
        missing = set(values) - {value.slug for value in found[facet]}
        found[facet] += [Value(slug, slug, 0, chosen=True) for slug in sorted(missing)]
    total = found.pop("")[0].count
    return total, [Facet(slug, tuple(values), slug in all_of) for slug, values in found.items()]
