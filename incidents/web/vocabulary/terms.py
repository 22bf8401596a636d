"""Pages of the vocabulary: components and failure modes."""

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from incidents.domain.search import census as insights
from incidents.models import Term
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.parts.paging import page_number
from incidents.web.vocabulary import charts, term_index, term_page


@require_safe
@open_to_readers
def index(request: HttpRequest, facet: str) -> HttpResponse:
    census = insights.census(reader=reader_of(request))
    found = term_index.entries(facet, Term.objects.of(facet).in_order(), census)
    return render(request, "vocabulary/terms/index.html", {"page": term_index.build(facet, found, census)})


@require_safe
@open_to_readers
def index_csv(request: HttpRequest, facet: str) -> StreamingHttpResponse:
    census = insights.census(reader=reader_of(request))
    found = term_index.entries(facet, Term.objects.of(facet).in_order(), census)
    lines = [(entry.slug, entry.label, entry.group, str(entry.count)) for entry in found]
    return tables.as_csv(term_page.KINDS[facet].index, ("slug", "label", "group", "stories"), lines)


@require_safe
@open_to_readers
def term(request: HttpRequest, facet: str, slug: str) -> HttpResponse:
    row = Term.objects.of(facet).filter(slug=slug).prefetch_related("synonyms").first()
    number = page_number(request.GET.get("page", ""))
    insight = insights.about(reader=reader_of(request), facet=facet, slug=slug, page=number)
    if row is None and not insight.results.total:
        raise Http404(slug)
    page = term_page.build(
        facet=facet,
        slug=slug,
        insight=insight,
        title=row.label if row else "",
        description=row.description if row else "",
        synonyms=[synonym.text for synonym in row.synonyms.all()] if row else (),
    )
    return render(request, "vocabulary/terms/term.html", {"page": page})


@require_safe
@open_to_readers
def term_csv(request: HttpRequest, facet: str, slug: str) -> StreamingHttpResponse:
    """The numbers behind the bars."""
    insight = insights.about(reader=reader_of(request), facet=facet, slug=slug)
    if not insight.results.total and not Term.objects.of(facet).filter(slug=slug).exists():
        raise Http404(slug)
    rows = [(line.chart, line.slug, line.label, str(line.stories)) for line in charts.lines(insight, facet)]
    return tables.as_csv(slug.replace("/", "-"), ("dimension", "slug", "label", "stories"), rows)
