"""The list of stories: filtered, searched, counted, and mirrored page by page."""

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, openapi, pages, responses, story_query
from incidents.api.v1.story_query import Question, StoryParameters
from incidents.domain import search
from incidents.domain.search import listing
from incidents.models.reader import Reader


class StoryViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="stories",
        parameters=openapi.in_query(StoryParameters),
        responses=openapi.answer(responses.StoryPage, 400),
    )
    def page(self, request: Request) -> HttpResponseBase:
        """Summaries of the stories you may read."""
        reader = reader_of(request)
        asked = story_query.read(request.query_params, reader=reader)
        with story_query.answerable():
            found = _found(reader, asked)
        page = responses.StoryPage(
            results=found.rows,
            next=addresses.onwards(request, story_query.signed(found.next)) if found.next else None,
            total=found.total,
            suggestions=found.suggestions,
            facets=None if found.facets is None else pages.facets(found.facets),
        )
        return caching.tagged(request, page, public=found.is_open)


def _found(reader: Reader, asked: Question) -> pages.StoryResults:
    words = bool(asked.query.text)
    if not words and not asked.with_facets:
        return pages.listed(
            listing.page(
                reader=reader, query=asked.query, shown=pages.shown, limit=asked.limit, after=asked.after
            )
        )
    results = search.find(
        reader=reader, query=asked.query, shown=pages.shown, limit=asked.limit, after=asked.after
    )
    return pages.searched(results, with_snippets=words, with_facets=asked.with_facets)
