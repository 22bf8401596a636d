"""What a client asks of the list of stories, checked against the vocabulary with everything wrong at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import get_args

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Value
from django.http import QueryDict

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import Fault
from incidents.api.v1.parameters import DEFAULT_LIMIT, MOST_ON_A_PAGE, Parameters, not_possible
from incidents.domain import facets, paging
from incidents.domain.search import Query
from incidents.errors import NotPossible, Refused
from incidents.models import Organisation, SearchEntry, Term
from incidents.models.choices import READABLE
from incidents.models.incident import Reader
from incidents.stories import document
from incidents.stories.vocabulary import OWN_SERVICES

FACETS = tuple(facets.COLUMNS)
SORTS = tuple(paging.ORDERS)
KNOWN = (*FACETS, "all_of", "status", "q", "modified_since", "sort", "facets", "limit", "cursor")
OF_THE_VOCABULARY = ("component", "failure_mode", "effect", "trigger")
CLOSED: Mapping[str, tuple[str, ...]] = {
    "kind": get_args(document.Kind),
    "severity": get_args(document.Level),
    "has_rule": ("yes", "no"),
}
NO_YEAR = f"write a year such as 2019, or {facets.UNKNOWN}"
TAMPERED = "take it as `next` of the page before gave it, with the same sort"

# What reaches the database is what the search gave out.
signer = Signer(salt="cursor of the list of stories")
signed = signer.sign


@dataclass(frozen=True)
class Question:
    query: Query
    limit: int
    after: str | None
    with_facets: bool


def read(query: QueryDict, *, reader: Reader) -> Question:
    """At most one query, and none where no facet is asked for. Raises `Failed` naming every fault."""
    given = Parameters(query, KNOWN)
    chosen = {facet: values for facet in FACETS if (values := given.many(facet))}
    _check(given, chosen, reader)
    since = given.moment("modified_since")
    statuses = given.many_of("status", get_args(document.Status))
    question = Question(
        query=Query(
            text=given.one("q"),
            chosen=chosen,
            all_of=frozenset(given.many_of("all_of", FACETS)),
            sort=given.choice("sort", SORTS, "modified" if since else "relevance"),
            statuses=statuses or (READABLE if since else ("published",)),
            modified_since=since,
        ),
        limit=given.number("limit", default=DEFAULT_LIMIT, most=MOST_ON_A_PAGE),
        after=_unsigned(given),
        with_facets=given.flag("facets"),
    )
    given.check()
    return question


@contextmanager
def answerable() -> Iterator[None]:
    """A cursor of a list in another order and a search without an end are told to the client."""
    try:
        yield
    except Refused as refused:
        raise _refusal("cursor", TAMPERED) from refused
    except NotPossible as too_much:
        raise _refusal("q", too_much.message) from too_much


def _refusal(parameter: str, message: str) -> Failed:
    fault = Fault(parameter=parameter, message=message)
    return Failed(problems.INVALID_PARAMETERS, f"{parameter}: {message}", faults=[fault])


def _unsigned(given: Parameters) -> str | None:
    cursor = given.one("cursor")
    try:
        return signer.unsign(cursor) if cursor else None
    except BadSignature:
        given.fault("cursor", TAMPERED)
        return None


def _check(given: Parameters, chosen: Mapping[str, tuple[str, ...]], reader: Reader) -> None:
    known = _known(chosen, reader)
    for facet, values in chosen.items():
        for value in values:
            if value == facets.UNKNOWN or _is_known(facet, value, known[facet]):
                continue
            given.fault(facet, NO_YEAR if facet == "year" else not_possible(value, known[facet]))


def _is_known(facet: str, value: str, words: set[str]) -> bool:
    if facet == "year":
        return value.isascii() and value.isdigit() and len(value) == len("2019")
    if facet == "component":
        above = value + "/"
        return (
            value in words or value.startswith(OWN_SERVICES) or any(word.startswith(above) for word in words)
        )
    return value in words


def _known(chosen: Mapping[str, tuple[str, ...]], reader: Reader) -> dict[str, set[str]]:
    """The words of each facet. Of organisations, those asked for that the reader may read about."""
    words: dict[str, set[str]] = defaultdict(set)
    words |= {facet: set(closed) for facet, closed in CLOSED.items()}
    asked = [facet for facet in OF_THE_VOCABULARY if facet in chosen]
    if asked or "organisation" in chosen:
        told = SearchEntry.objects.visible_to(reader).filter(organisation=OuterRef("pk"))
        named = Organisation.objects.filter(Exists(told), slug__in=chosen.get("organisation", ()))
        terms = Term.objects.filter(facet__in=asked).values_list("facet", "slug")
        for facet, slug in terms.union(named.values_list(Value("organisation"), "slug"), all=True):
            words[facet].add(slug)
    return words
