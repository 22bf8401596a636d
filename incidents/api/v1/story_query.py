"""What a client asks of the list of stories, checked against the vocabulary with everything wrong at once."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from typing import Annotated, Literal

from django.core.signing import BadSignature, Signer
from django.db.models import Exists, OuterRef, Value
from django.http import QueryDict
from msgspec import UNSET, Meta, UnsetType

from incidents.api.v1 import query
from incidents.api.v1.query import Given, Parameters
from incidents.domain.search import Query, facets
from incidents.errors import Refused
from incidents.models import Organisation, SearchEntry, Term
from incidents.models.choices import READABLE
from incidents.models.reader import Reader
from incidents.stories import durations, fields
from incidents.stories.vocabulary import OWN_SERVICES

Sort = Literal["relevance", "newest", "oldest", "longest", "shortest", "published", "ref", "modified"]
FACET = query.several(
    "Any of these values; `unknown` where the story does not say. With `-` before a value, stories without."
)
Component = Annotated[str, query.text(format="component")]
FailureMode = Annotated[str, query.text(format="failure_mode")]
Effect = Annotated[str, query.text(format="effect")]
Trigger = Annotated[str, query.text(format="trigger")]
Technology = Annotated[str, query.text(format="technology")]
Environment = Annotated[str, query.text(format="environment")]
Scope = Annotated[str, query.text(format="scope")]
Detection = Annotated[str, query.text(format="detection")]
Region = Annotated[str, query.text("In small letters, with hyphens: `us-east-1`.")]
SourceSlug = Annotated[str, query.text("As in the address of the source's page.")]
OrganisationSlug = Annotated[str, query.text(format="organisation")]
LENGTHS = (*durations.CLASSES, facets.UNKNOWN)
ONE_LENGTH = f"^({'|'.join(LENGTHS)})$"
KindOrUnknown = Literal[fields.Kind, "unknown"]
HasRule = Literal["yes", "no", "unknown"]
Lasted = Annotated[str, Meta(extra={"hint": f"choose one of: {', '.join(LENGTHS)}"}, pattern=ONE_LENGTH)]
Year = Annotated[
    str, Meta(pattern=r"^([0-9]{4}|unknown)$", extra={"hint": "write a year such as 2019, or unknown"})
]
OF_THE_VOCABULARY = (
    "component",
    "failure_mode",
    "effect",
    "trigger",
    "environment",
    "scope",
    "detection",
)
TAMPERED = "take it as `next` of the page before gave it, with the same sort"

# What reaches the database is what the search gave out.
signer = Signer(salt="cursor of the list of stories")
signed = signer.sign


class StoryParameters(Parameters, frozen=True, kw_only=True):
    component: Annotated[tuple[Component, ...], FACET] = ()
    failure_mode: Annotated[tuple[FailureMode, ...], FACET] = ()
    effect: Annotated[tuple[Effect, ...], FACET] = ()
    trigger: Annotated[tuple[Trigger, ...], FACET] = ()
    organisation: Annotated[tuple[OrganisationSlug, ...], FACET] = ()
    kind: Annotated[tuple[KindOrUnknown, ...], FACET] = ()
    severity: Annotated[tuple[fields.Level, ...], FACET] = ()
    year: Annotated[tuple[Year, ...], FACET] = ()
    lasted: Annotated[tuple[Lasted, ...], FACET] = ()
    technology: Annotated[tuple[Technology, ...], FACET] = ()
    environment: Annotated[tuple[Environment, ...], FACET] = ()
    scope: Annotated[tuple[Scope, ...], FACET] = ()
    detection: Annotated[tuple[Detection, ...], FACET] = ()
    region: Annotated[tuple[Region, ...], FACET] = ()
    source: Annotated[tuple[SourceSlug, ...], FACET] = ()
    has_rule: Annotated[tuple[HasRule, ...], FACET] = ()
    all_of: Annotated[
        tuple[facets.FacetName, ...], query.several("Facets of which every value has to hold, not any.")
    ] = ()
    status: Annotated[
        tuple[fields.Status, ...],
        query.several("Without it, published stories; with `modified_since`, those that ended, too."),
    ] = ()
    q: Annotated[str, query.text("Words, “phrases”, `-without`, `OR`.", least=0)] = ""
    modified_since: Annotated[query.Moment, Meta(description="Changed at or after it.")] | UnsetType = UNSET
    sort: (
        Annotated[Sort, Meta(description="`modified` with `modified_since`, else `relevance`.")] | UnsetType
    ) = UNSET
    facets: Annotated[bool, Meta(description="Whether to count the values of each facet.")] = False
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: (
        Annotated[
            str, query.text("Where the page starts: as `next` of the page before gave it.", format="cursor")
        ]
        | UnsetType
    ) = UNSET


@dataclass(frozen=True)
class Question:
    query: Query
    limit: int
    after: str | None
    with_facets: bool


def read(parameters: QueryDict, *, reader: Reader) -> Question:
    """At most one query, and none where no facet is asked for. Raises `Failed` naming every fault."""
    wanted, unwanted = _split(parameters)
    given, left_out = query.read(StoryParameters, wanted), query.read(StoryParameters, unwanted)
    given.faults += left_out.faults
    chosen = {
        facet: (
            *getattr(given.values, facet),
            *(facets.NOT + value for value in getattr(left_out.values, facet)),
        )
        for facet in facets.FILTERS
        if facet in wanted or facet in unwanted
    }
    _check(given, chosen, reader)
    after = _unsigned(given)
    asked = given.checked()
    since = asked.modified_since or None
    default_sort = "modified" if since else "relevance"
    return Question(
        query=Query(
            text=asked.q,
            chosen=chosen,
            all_of=frozenset(asked.all_of),
            sort=default_sort if asked.sort is UNSET else asked.sort,
            statuses=asked.status or (READABLE if since else ("published",)),
            modified_since=since,
        ),
        limit=asked.limit,
        after=after,
        with_facets=asked.facets,
    )


def _split(parameters: QueryDict) -> tuple[QueryDict, QueryDict]:
    """The parameters with the values that stories have, and the filters by what they must not have."""
    wanted, unwanted = parameters.copy(), QueryDict(mutable=True)
    for facet in facets.FILTERS:
        values = [value for written in parameters.getlist(facet) for value in written.split(",")]
        having, lacking = facets.split(values)
        if lacking:
            unwanted.setlist(facet, lacking)
            wanted.pop(facet) if not having else wanted.setlist(facet, having)
    return wanted, unwanted


@contextmanager
def answerable() -> Iterator[None]:
    """Reports a cursor of another order to the client."""
    try:
        yield
    except Refused as refused:
        raise query.refused("cursor", TAMPERED) from refused


def _unsigned(given: Given[StoryParameters]) -> str | None:
    cursor = given.values.cursor
    if cursor is UNSET:
        return None
    try:
        return signer.unsign(cursor)
    except BadSignature:
        given.fault("cursor", TAMPERED)
        return None


def _check(given: Given[StoryParameters], chosen: Mapping[str, tuple[str, ...]], reader: Reader) -> None:
    """Choices that only the data can tell."""
    known = _known(chosen, reader)
    for facet in (*OF_THE_VOCABULARY, "organisation"):
        for value in chain(*facets.split(chosen.get(facet, ()))):
            if value != facets.UNKNOWN and not _is_known(facet, value, known[facet]):
                given.fault(facet, query.not_possible(value, known[facet]))


def _is_known(facet: str, value: str, words: set[str]) -> bool:
    if facet == "component":
        above = value + "/"
        return (
            value in words or value.startswith(OWN_SERVICES) or any(word.startswith(above) for word in words)
        )
    return value in words


def _known(chosen: Mapping[str, tuple[str, ...]], reader: Reader) -> dict[str, set[str]]:
    """The words of each facet. Of organisations, those asked for that the reader may read about."""
    words: dict[str, set[str]] = defaultdict(set)
    asked = [facet for facet in OF_THE_VOCABULARY if facet in chosen]
    if asked or "organisation" in chosen:
        visible = SearchEntry.objects.visible_to(reader).filter(organisation=OuterRef("pk"))
        named = Organisation.objects.filter(
            Exists(visible), slug__in=list(chain(*facets.split(chosen.get("organisation", ()))))
        )
        terms = Term.objects.filter(facet__in=asked).values_list("facet", "slug")
        for facet, slug in terms.union(named.values_list(Value("organisation"), "slug"), all=True):
            words[facet].add(slug)
    return words
