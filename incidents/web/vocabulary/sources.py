"""Pages of sources: talks, articles, issues."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from incidents.models import Citation, Incident, Source
from incidents.web.access import open_to_readers, reader_of
from incidents.web.vocabulary import source_page

ON_A_PAGE = 50


@require_safe
@open_to_readers
def sources(request: HttpRequest) -> HttpResponse:
    seen = Incident.objects.visible_to(reader_of(request)).published()
    found = Source.objects.cited_by(seen).most_cited_first()
    shown = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request, "vocabulary/sources/index.html", {"page": source_page.index(shown), "shown": shown}
    )


@require_safe
@open_to_readers
def source(request: HttpRequest, slug: str) -> HttpResponse:
    seen = Incident.objects.visible_to(reader_of(request)).published()
    row = get_object_or_404(Source.objects.cited_by(seen), slug=slug)
    cited = Citation.objects.filter(source=row, incident__in=seen).in_order_of_stories()
    cited = cited.select_related("incident__organisation").defer("incident__rendered")
    shown = Paginator(cited, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"source": row, "page": source_page.build(row, shown), "shown": shown}
    return render(request, "vocabulary/sources/source.html", context)
