"""Queries of the index, put together from words and values so that the library can answer each of them."""

from collections.abc import Iterable, Sequence
from typing import Final

import tantivy
from tantivy import FieldType, Occur
from tantivy import Query as Clause

from incidents.finding.storage.schema import REF, SCHEMA

__all__ = [
    "Clause",
    "above",
    "after_ref",
    "all_of",
    "any_of",
    "below",
    "best_of",
    "everything",
    "nothing",
    "one_of",
    "phrase",
    "term",
    "with_score",
    "without_score",
]

FEW: Final = 32
"""Values that are asked for one by one: for a set of values, the library first goes through all that have any
of them, however few are left by what else is asked."""


def everything() -> Clause:
    return Clause.const_score_query(Clause.all_query(), 0.0)


def nothing() -> Clause:
    return Clause.empty_query()


def term(field: str, value: str | int) -> Clause:
    """Of a field of prose, `value` is a stem."""
    return Clause.term_query(SCHEMA, field, value, index_option="freq")


def one_of(field: str, values: Iterable[str | int]) -> Clause:
    """Documents with any of the values, all with the same score."""
    listed = list(values)
    if not listed:
        return nothing()
    if len(listed) > FEW:
        return Clause.term_set_query(SCHEMA, field, listed)
    return Clause.const_score_query(any_of([term(field, value) for value in listed]), 1.0)


def phrase(field: str, words: Sequence[tuple[int, str]]) -> Clause:
    """Stems at these distances from each other. The library panics at a phrase of one word."""
    if len(words) == 1:
        return term(field, words[0][1])
    first = words[0][0]
    return Clause.phrase_query(SCHEMA, field, [(place - first, word) for place, word in words])


def any_of(clauses: Sequence[Clause]) -> Clause:
    return clauses[0] if len(clauses) == 1 else Clause.boolean_query([(Occur.Should, one) for one in clauses])


def all_of(
    wanted: Sequence[Clause], *, unwanted: Sequence[Clause] = (), liked: Sequence[Clause] = ()
) -> Clause:
    """All of `wanted` and none of `unwanted`; what is `liked` adds to the score."""
    # What is only unwanted finds nothing in the library.
    needed = wanted or [everything()]
    return Clause.boolean_query(
        [
            *((Occur.Must, one) for one in needed),
            *((Occur.MustNot, one) for one in unwanted),
            *((Occur.Should, one) for one in liked),
        ]
    )


def best_of(clauses: Sequence[Clause], *, tie: float) -> Clause:
    """The best score of the clauses, and `tie` times each of the others."""
    return clauses[0] if len(clauses) == 1 else Clause.disjunction_max_query(list(clauses), tie)


def without_score(clause: Clause) -> Clause:
    return with_score(clause, 0.0)


def with_score(clause: Clause, score: float) -> Clause:
    """The same score for each document. The library's own counts documents that the reader may not see."""
    return Clause.const_score_query(clause, score)


def above(field: str, bound: int, *, inclusive: bool = False) -> Clause:
    return Clause.range_query(SCHEMA, field, FieldType.Unsigned, lower_bound=bound, include_lower=inclusive)


def below(field: str, bound: int) -> Clause:
    return Clause.range_query(SCHEMA, field, FieldType.Unsigned, upper_bound=bound, include_upper=False)


_PARSER = tantivy.Index(SCHEMA)


def after_ref(padded: str) -> Clause:
    """References after this one in the order of `REF`. Only the library's own syntax has ranges of texts."""
    if not padded.replace("-", "").isalnum():
        raise ValueError(padded)
    return _PARSER.parse_query(f"{REF}:{{{padded} TO *}}")
