"""The list of stories."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, push_url

from incidents.answering.answer import CloseStories
from incidents.domain import answers, search
from incidents.domain.search import Results
from incidents.web.access import open_to_readers, reader_of
from incidents.web.stories import list_page
from incidents.web.stories.list_query import ListQuery


@require_safe
@open_to_readers
@vary_on_headers("HX-Request")
def stories(request: HttpRequest) -> HttpResponse:
    query = ListQuery.read(request.GET)
    results = search.find(reader=reader_of(request), query=query.asked(), page=query.page)
    only_part = bool(request.headers.get("HX-Request"))
    if results.direct and not query.chosen:
        address = results.direct.get_absolute_url()
        return HttpResponseClientRedirect(address) if only_part else redirect(address)
    template = "stories/list.html#list" if only_part else "stories/list.html"
    page = list_page.build(query, results, _closest(request, query, results))
    response = render(request, template, {"page": page})
    return push_url(response, query.url) if only_part else response


def _closest(request: HttpRequest, query: ListQuery, results: Results) -> CloseStories | None:
    if not list_page.wants_closest(query, results):
        return None
    return answers.closest(reader_of(request), query.words)
