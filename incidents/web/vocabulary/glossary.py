"""The words that stories are classified with."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.domain.search import Census
from incidents.domain.search import census as insights
from incidents.models import Term
from incidents.models.term import WITH_PAGE
from incidents.stories import vocabulary
from incidents.stories.vocabulary import Vocabulary
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts.labels import spoken
from incidents.web.stories.list_query import ListQuery


@dataclass(frozen=True)
class GlossaryEntry:
    """`url` leads to the stories counted; of most facets no list counts them, and `count` is zero."""

    term: Term
    synonyms: str
    count: int
    url: str


@dataclass(frozen=True)
class GlossarySection:
    slug: str
    title: str
    description: str
    entries: tuple[GlossaryEntry, ...]


@require_safe
@open_to_readers
def glossary(request: HttpRequest) -> HttpResponse:
    chapters = tuple(_chapters(insights.census(reader=reader_of(request))))
    return render(request, "vocabulary/glossary.html", {"chapters": chapters})


def _chapters(census: Census) -> Iterator[GlossarySection]:
    rows = Term.objects.in_order().prefetch_related("synonyms")
    chapters = {facet: list(terms) for facet, terms in groupby(rows, key=lambda row: row.facet)}
    described = shipped().facets
    order = {facet: place for place, facet in enumerate(described)}
    for facet in sorted(chapters, key=lambda facet: (order.get(facet, len(order)), facet)):
        known = described.get(facet)
        counts = census.of(facet)
        yield GlossarySection(
            slug=facet,
            title=known.label if known else spoken(facet),
            description=known.description if known else "",
            entries=tuple(_entry(term, counts) for term in chapters[facet]),
        )


def _entry(term: Term, counts: dict[str, int]) -> GlossaryEntry:
    in_list = ListQuery(chosen=((term.facet, term.slug),)).url
    return GlossaryEntry(
        term=term,
        synonyms=", ".join(synonym.text for synonym in term.synonyms.all()),
        count=counts.get(term.slug, 0),
        url=term.get_absolute_url() if term.facet in WITH_PAGE else in_list,
    )


@cache
def shipped() -> Vocabulary:
    """Names and descriptions of facets, which are not in the database."""
    return vocabulary.from_yaml((settings.BASE_DIR / "fixtures" / "terms.yaml").read_bytes())
