"""Pages of organisations."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.domain.search import Insight
from incidents.domain.search import census as insights
from incidents.models import Incident, Organisation
from incidents.models.reader import Reader
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.parts.paging import page_number
from incidents.web.vocabulary import charts, term_index, term_page

FACET = "organisation"
ON_A_PAGE = 100


@require_safe
@open_to_readers
def index(request: HttpRequest) -> HttpResponse:
    census = insights.census(reader=reader_of(request))
    shown = Paginator(term_index.entries(FACET, (), census), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": term_index.build(FACET, list(shown), census), "shown": shown}
    return render(request, "vocabulary/terms/index.html", context)


@require_safe
@open_to_readers
def index_csv(request: HttpRequest) -> StreamingHttpResponse:
    found = term_index.entries(FACET, (), insights.census(reader=reader_of(request)))
    lines = [(entry.slug, entry.label, str(entry.count)) for entry in found]
    return tables.as_csv("organisations", ("slug", "name", "stories"), lines)


@require_safe
@open_to_readers
def organisation(request: HttpRequest, slug: str) -> HttpResponse:
    row, insight = _known(reader_of(request), slug, page=page_number(request.GET.get("page", "")))
    page = term_page.build(facet=FACET, slug=slug, insight=insight, title=row.name)
    return render(request, "vocabulary/terms/term.html", {"page": page})


@require_safe
@open_to_readers
def organisation_csv(request: HttpRequest, slug: str) -> StreamingHttpResponse:
    _, insight = _known(reader_of(request), slug)
    lines = charts.lines(insight, FACET)
    rows = [(line.chart, line.slug, line.label, str(line.stories)) for line in lines]
    return tables.as_csv(slug, ("dimension", "slug", "label", "stories"), rows)


def _known(reader: Reader, slug: str, page: int = 1) -> tuple[Organisation, Insight]:
    """`Http404` where the reader may see none of the organisation's stories."""
    row = get_object_or_404(Organisation, slug=slug)
    insight = insights.about(reader=reader, facet=FACET, slug=slug, page=page)
    if (
        not insight.results.total
        and not Incident.objects.visible_to(reader).filter(organisation=row).exists()
    ):
        raise Http404(slug)
    return row, insight
