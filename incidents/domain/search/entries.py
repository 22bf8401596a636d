"""The stories as the search index takes them, read from the database."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from django.db.models import QuerySet

from incidents.domain.search.facets import UNKNOWN
from incidents.finding import indexing
from incidents.finding.indexing import Facts
from incidents.finding.storage import IndexDocument
from incidents.models import RuleLink, SearchEntry, Term
from incidents.rules import reading as rule_reading
from incidents.rules.record import Signature
from incidents.stories import reading, texts

RECOGNISING = ("symptom", "detects")
"""Relations by which a signature recognises the story itself."""
BATCH = 500
"""Stories read at once."""
TOGETHER = 32
"""Numbers of changes whose documents come into one segment; a power of two."""
OF_VOCABULARY = ("component", "failure_mode")
"""Facets whose names and synonyms are among the words of a story."""


def changed_since(change: int) -> Iterator[IndexDocument]:
    """All that were written after this change, in the order of their changes. Reads in batches of `BATCH`."""
    names = _names()
    is_more = True
    while is_more:
        rows = list(_rows().filter(change__gt=change).order_by("change")[:BATCH])
        yield from _documents(rows, names)
        if is_more := len(rows) == BATCH:
            change = rows[-1].change


def since(*, held: int, last: int) -> int:
    """The change after which all is written, by an index that has `held` of `last`.

    Some documents are written once more, two at every second number and up to `TOGETHER`: the segments of
    their own saves become empty, and go. A segment a save would soon be as many as the library merges, and
    below ten thousand documents it merges all segments there are, for a second.
    """
    size = TOGETHER
    while last // size == held // size:
        size //= 2
    return min(held, last // size * size - size)


def with_keys(keys: Collection[int]) -> Iterator[IndexDocument]:
    names = _names()
    yield from _documents(list(_rows().filter(pk__in=keys)), names)


def _rows() -> "QuerySet[SearchEntry]":
    columns = ("incident__ref", "incident__revision__document")
    own = [field.name for field in SearchEntry._meta.concrete_fields]
    return SearchEntry.objects.select_related("incident__revision").only(*own, *columns)


def _documents(rows: Collection[SearchEntry], names: Mapping[str, list[str]]) -> Iterator[IndexDocument]:
    signatures = _signatures([row.pk for row in rows])
    for row in rows:
        story = reading.trusted(row.incident.current_revision.document)
        yield indexing.document(
            key=row.pk,
            change=row.change,
            ref=row.incident.ref,
            texts={
                **texts.by_field(story),
                "signatures": signatures.get(row.pk, []),
                "terms": [name for label in row.labels for name in names.get(label, ())],
            },
            facts=Facts(
                labels=[*row.labels, f"organisation:{row.organisation_id or UNKNOWN}"],
                visibility=row.visibility,
                status=row.status,
                appeared_at=row.appeared_at,
                modified_at=row.modified_at,
                dated_on=row.dated_on,
                seconds=row.lasted,
            ),
        )


def _signatures(keys: Collection[int]) -> dict[int, list[str]]:
    """What the signatures of each story look like, by its key."""
    links = RuleLink.objects.filter(incident__in=keys, rule__kind="S", relation__in=RECOGNISING)
    found: dict[int, list[str]] = defaultdict(list)
    for key, document in links.order_by("pk").values_list("incident", "rule__revision__document"):
        rule = rule_reading.trusted(document)
        if isinstance(rule, Signature):
            found[key] += [rule.message, *rule.tests.bad]
    return found


def _names() -> dict[str, list[str]]:
    """The names and synonyms of values by their label, such as `component:network/dns`."""
    terms = Term.objects.filter(facet__in=OF_VOCABULARY).order_by("pk", "synonyms")
    names: dict[str, list[str]] = {}
    for facet, slug, label, synonym in terms.values_list("facet", "slug", "label", "synonyms__text"):
        known = names.setdefault(f"{facet}:{slug}", [label])
        if synonym:
            known.append(synonym)
    return names
