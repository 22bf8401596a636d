"""Finds what has every word of a query: words, "phrases", -without, this OR that, an unfinished last word."""

import re
from collections.abc import Callable, Iterable

from incidents.finding import queries, scoring
from incidents.finding.queries import Conjunction, QueryTerm
from incidents.finding.storage import Clause, Snapshot, clauses, stem
from incidents.finding.storage.schema import EVERY, IDENTIFIERS, SPELLED

COMPOUND = re.compile(r"[a-z]+(?:-[a-z]+)+")


def clause(text: str, snapshot: Snapshot, *, visible: Clause, documents: Callable[[], int]) -> Clause | None:
    """What the text asks for; None where it holds no word. Words weigh by the stories that are visible.

    `documents`: their number. Counting them takes as long as a search among all of them.
    """
    groups = queries.parse(text)
    if not groups:
        return None
    wanted = [
        one for group in groups if group.wanted and (one := _group(group, snapshot, visible, documents))
    ]
    if any(group.wanted for group in groups):
        return clauses.any_of(wanted) if wanted else clauses.nothing()
    unwanted = _present((term for group in groups for term in group.unwanted), snapshot)
    return clauses.all_of([], unwanted=unwanted)


def _group(
    group: Conjunction, snapshot: Snapshot, visible: Clause, documents: Callable[[], int]
) -> Clause | None:
    """None where only small words are wanted."""
    wanted = _present(group.wanted, snapshot)
    if not wanted:
        return None
    chunks = [chunk for term in group.wanted for chunk in term.chunks]
    weights = {
        word: scoring.rarity(snapshot.number(clauses.all_of([word.present(), visible])), documents())
        for chunk in chunks
        for word in scoring.asked(chunk)
    }
    liked = [word.weighed(weight) for word, weight in weights.items()]
    together = _in_order([atom for chunk in chunks for atom in chunk.atoms])
    if together and len(chunks) > 1:
        liked.append(clauses.with_score(together, scoring.TOGETHER * sum(weights.values())))
    unwanted = _present(group.unwanted, snapshot)
    return clauses.all_of([clauses.without_score(one) for one in wanted], unwanted=unwanted, liked=liked)


def _present(terms: Iterable[QueryTerm], snapshot: Snapshot) -> list[Clause]:
    return [found for term in terms if (found := _term(term, snapshot))]


def _term(term: QueryTerm, snapshot: Snapshot) -> Clause | None:
    """A phrase as typed; one chunk as its exact name, as a word, or as its atoms in order.

    None for a stop word.
    """
    if len(term.chunks) > 1:
        return _in_order([atom for chunk in term.chunks for atom in chunk.atoms])
    (chunk,) = term.chunks
    exact = clauses.term(IDENTIFIERS, chunk.name)
    if term.unfinished:
        beginning = snapshot.words_beginning(SPELLED, chunk.name)
        exact = clauses.any_of([exact, clauses.one_of(SPELLED, beginning)])
    if chunk.name.isalnum():
        found = stem(chunk.name)
        return clauses.any_of([clauses.term(EVERY, found), exact]) if found else None
    # Without its small words `k8s.a` would be any `k8s`: then only the name itself will do.
    in_order = _in_order(chunk.atoms)
    if in_order and (COMPOUND.fullmatch(chunk.name) or all(map(stem, chunk.atoms))):
        return clauses.any_of([in_order, exact])
    return exact


def _in_order(atoms: Iterable[str]) -> Clause | None:
    stems = [(place, found) for place, atom in enumerate(atoms) if (found := stem(atom))]
    return clauses.phrase(EVERY, stems) if stems else None
