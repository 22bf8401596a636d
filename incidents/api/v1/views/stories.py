"""The list of stories: filtered, searched, counted, and mirrored page by page."""

from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, answers, openapi, parameters, questions, summaries
from incidents.api.v1.questions import Question
from incidents.domain import listing, search
from incidents.models.incident import Reader

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
            found = _found(request.user, asked)
        page = answers.StoryPage(
            results=found.rows,
            next=addresses.onwards(request, questions.signed(found.next)) if found.next else None,
            total=found.total,
            ranked_among_newest=found.limited_to,
            suggestions=found.suggestions,
            facets=None if found.facets is None else summaries.facets(found.facets),
        )
        return caching.tagged(request, page, public=found.is_open)


def _found(reader: Reader, asked: Question) -> summaries.Found:
    words = bool(asked.query.text)
    if not words and not asked.with_facets:
        return summaries.listed(
            listing.page(
                reader=reader, query=asked.query, shown=summaries.shown, limit=asked.limit, after=asked.after
            )
        )
    results = search.find(
        reader=reader, query=asked.query, shown=summaries.shown, limit=asked.limit, after=asked.after
    )
    return summaries.searched(results, with_snippets=words, with_facets=asked.with_facets)
