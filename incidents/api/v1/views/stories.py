"""The list of stories: filtered, searched, counted, and mirrored page by page."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, answers, openapi, parameters, questions, summaries
from incidents.domain import search

WORDS = "Repeated or separated by commas: any of them. `unknown` where the story does not say."
PARAMETERS = [
    *(openapi.asked(facet, WORDS) for facet in questions.FACETS),
    openapi.asked("all_of", "Facets of which every value has to hold, not any."),
    openapi.asked("status", "Without it, published stories; with `modified_since`, those that ended, too."),
    openapi.asked("q", "Words, “phrases”, `-without`, `OR`."),
    openapi.asked("modified_since", "Changed at or after this time.", OpenApiTypes.DATETIME),
    openapi.asked("sort", "Order of the stories.", enum=questions.SORTS),
    openapi.asked("facets", "`1` to count the values of each facet.", OpenApiTypes.BOOL),
    openapi.asked("limit", f"Stories on a page, at most {parameters.MOST_ON_A_PAGE}.", OpenApiTypes.INT),
    openapi.asked("cursor", "Where the page starts: as `next` of the page before gave it."),
]


class StoryViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="stories", parameters=PARAMETERS, responses=openapi.answer(answers.StoryPage, 400)
    )
    def page(self, request: Request) -> HttpResponseBase:
        """Summaries of the stories you may read."""
        asked = questions.read(request.query_params, reader=request.user)
        with questions.answerable():
            found = search.find(reader=request.user, query=asked.query, limit=asked.limit, after=asked.after)
        page = answers.StoryPage(
            results=summaries.of(found.rows, reader=request.user, with_snippets=bool(asked.query.text)),
            next=addresses.onwards(request, questions.signed(found.next)) if found.next else None,
            total=found.total,
            ranked_among_newest=found.limited_to,
            suggestions=found.suggestions,
            facets=summaries.facets(found.facets) if asked.with_facets else None,
        )
        return caching.tagged(request, page, public=all(row.incident.is_open for row in found.rows))
