"""The list of stories."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect, push_url

from incidents.answering.answer import CloseStories
from incidents.domain import answers, search
from incidents.domain.search import FoundRow, Results
from incidents.web.access import open_to_readers, reader_of
from incidents.web.parts import tables
from incidents.web.stories import list_page
from incidents.web.stories.list_query import ListQuery

MOST_LINES = 5_000
COLUMNS = (
    *("story", "title", "kind", "level", "organisation", "occurred", "reported"),
    *("seconds", "duration", "components", "failure_modes"),
)


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


@require_safe
@open_to_readers
def stories_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The stories of the list with the same filters and order, `MOST_LINES` at most."""
    query = ListQuery.read(request.GET)
    found = search.find(reader=reader_of(request), query=query.asked(), limit=MOST_LINES)
    tables.record_export(request, "stories", closed=sum(not row.is_open for row in found.rows))
    return tables.as_csv("stories", COLUMNS, map(_line, found.rows))


def _line(row: FoundRow) -> tuple[str, ...]:
    return (
        row.ref,
        "".join(part.text for part in row.title),
        row.kind,
        row.severity,
        row.organisation or "",
        row.occurred_start,
        row.reported_at,
        "" if row.seconds is None else str(row.seconds),
        row.duration or "",
        " ".join(row.components),
        " ".join(row.failure_modes),
    )


def _closest(request: HttpRequest, query: ListQuery, results: Results) -> CloseStories | None:
    if not list_page.wants_closest(query, results):
        return None
    return answers.closest(reader_of(request), query.words)
