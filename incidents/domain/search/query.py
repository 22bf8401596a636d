"""Which stories a query means: its words as PostgreSQL asks for them, its choices as conditions."""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.postgres.search import SearchQueryField
from django.db import connection
from django.db.models import BooleanField, F, Func, Value
from django.db.models.functions import Cast

from incidents.domain.search import facets
from incidents.domain.search.facets import Chosen, Entries
from incidents.models import SearchEntry
from incidents.models.reader import Reader
from incidents.models.statements import Parameter
from incidents.stories.search import queries, vectors
from incidents.stories.search.queries import Conjunction, QueryTerm
from incidents.stories.search.words import Chunk

ENGLISH = "'pg_catalog.english'"
PATIENCE = 3_000
"""Milliseconds that one query of a search may take. The beginning of a word may mean very many words."""
LIMITS = (
    "set_config('statement_timeout', %s, true), "
    # What is fast for a rare word is not for a common one: each search is planned for its own words.
    "set_config('plan_cache_mode', 'force_custom_plan', true), "
    "set_config('work_mem', '32MB', true), set_config('jit', 'off', true), "
    # The planner takes a look into a vector for cheap, but it lies outside the row: rows that have a word
    # are to come from the index of words, which only a bitmap scan uses.
    "set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true)"
)


@dataclass(frozen=True)
class Query:
    """What a person or a program asks for. `sort` is one of `paging.ORDERS`."""

    text: str = ""
    chosen: Chosen = field(default_factory=dict)
    all_of: Collection[str] = frozenset()
    """Facets of which every chosen value has to hold; of the others, any."""
    sort: str = "relevance"
    statuses: tuple[str, ...] = ("published",)
    """Empty: every status the reader may see."""
    modified_since: datetime | None = None


@dataclass(frozen=True)
class TsQueries:
    """The words of a query, as tsqueries. `wanted` is empty where only small words were asked for."""

    wanted: str
    without: str = ""
    """Set where a query says only what it does not want."""
    marks: str = ""
    """Any of the wanted words, for marking them."""

    @property
    def is_negative(self) -> bool:
        return bool(self.without)


class TsMatch(Func):
    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()


def tsquery(text: str | Parameter) -> Cast:
    return Cast(Value(text) if isinstance(text, str) else text, SearchQueryField())


def asked(text: str, *, prefix: bool) -> TsQueries | None:
    """What the text asks for; None where it holds no word. With `prefix`, the last word may be unfinished.

    Costs one query where there are words, which also limits those to come in this transaction.
    """
    groups = queries.parse(text)
    if not groups:
        return None
    wanted = [_group(group, prefix=prefix) for group in groups if group.wanted]
    unwanted = [] if wanted else [_any(term for group in groups for term in group.unwanted)]
    marks = [_mark(chunk, term) for group in groups for term in group.wanted for chunk in term.chunks]
    parts = [_or(wanted), _or(unwanted), _or(marks)]
    values = [value for _, some in parts for value in some]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(sql for sql, _ in parts)}, {LIMITS}", [*values, f"{PATIENCE}ms"])
        positive, negative, any_of = cursor.fetchone()[:3]
    return TsQueries(wanted=positive, without=negative, marks=any_of)


COMPOUND = re.compile(r"[a-z]+(?:-[a-z]+)+")
Compiled = tuple[str, list[str]]


def _or(parts: list[Compiled]) -> Compiled:
    sql = " || ".join(f"({part})" for part, _ in parts) or "''::tsquery"
    return f"({sql})::text", [value for _, values in parts for value in values]


def _mark(chunk: Chunk, term: QueryTerm) -> Compiled:
    exact = vectors.quoted(chunk.name)
    if term.unfinished:
        exact += ":*"
    every = [f"plainto_tsquery({ENGLISH}, %s)" for _ in chunk.atoms]
    return " || ".join([*every, "%s::tsquery"]), [*chunk.atoms, exact]


def _group(group: Conjunction, *, prefix: bool) -> Compiled:
    wanted = [_term(term, prefix=prefix) for term in group.wanted]
    unwanted = [_term(term, prefix=False) for term in group.unwanted]
    sql = " && ".join([*(part for part, _ in wanted), *(f"!!{part}" for part, _ in unwanted)])
    return sql, [value for _, values in (*wanted, *unwanted) for value in values]


def _any(terms: Iterable[QueryTerm]) -> Compiled:
    parts = [_term(term, prefix=False) for term in terms]
    return " || ".join(part for part, _ in parts), [value for _, values in parts for value in values]


def _term(term: QueryTerm, *, prefix: bool) -> Compiled:
    """A phrase as typed; one chunk as its exact name, as a word, or as its atoms in order."""
    atoms = " ".join(atom for chunk in term.chunks for atom in chunk.atoms)
    in_order = f"phraseto_tsquery({ENGLISH}, %s)"
    if len(term.chunks) > 1:
        return in_order, [atoms]
    name = term.chunks[0].name
    exact = vectors.quoted(name)
    if prefix and term.unfinished:
        exact += ":*"
    if name.isalnum():
        # A stop word such as "of" is in no vector: asked for exactly it would match nothing.
        sql = f"(CASE WHEN numnode({in_order}) = 0 THEN '' ELSE {in_order} || %s::tsquery END)"
        return sql, [name, name, exact]
    if COMPOUND.fullmatch(name):
        return f"({in_order} || %s::tsquery)", [atoms, exact]
    # Without its small words `k8s.a` would be any `k8s`: then only the name itself will do.
    complete = 2 * len(term.chunks[0].atoms) - 1
    sql = f"(CASE WHEN numnode({in_order}) = {complete} THEN {in_order} ELSE '' END || %s::tsquery)"
    return sql, [atoms, atoms, exact]


def entries(*, reader: Reader, query: Query, words: TsQueries | None) -> Entries:
    """Stories the reader may see that fit the query."""
    readable = SearchEntry.objects.visible_to(reader)
    found: Entries = readable.with_status(query.statuses) if query.statuses else readable
    if query.modified_since:
        found = found.filter(modified_at__gte=query.modified_since)
    if words:
        found = matching(found, words)
    for facet, values in query.chosen.items():
        if values:
            found = found.filter(facets.condition(facet, values, all_of=facet in query.all_of))
    return found


def matching(found: Entries, words: TsQueries) -> Entries:
    if words.is_negative:
        # An index finds what has a word; what lacks it is everything else.
        unwanted = SearchEntry.objects.filter(TsMatch(F("words"), tsquery(words.without)))
        return found.exclude(pk__in=unwanted.values("pk"))
    return found.filter(TsMatch(F("words"), tsquery(words.wanted)))
