"""What whoever asks is told: her own news, and nobody else's."""

from typing import Annotated

from django.conf import settings
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents.api import caching
from incidents.api.permissions import account_of
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, openapi, query, responses
from incidents.api.v1.query import Parameters
from incidents.domain.notifications import NewsItem, reading

HIGHEST = 2**53 - 1


class NewsParameters(Parameters, frozen=True, kw_only=True):
    unread: Annotated[bool, Meta(description="Whether to leave out what was read.")] = False
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: Annotated[int, Meta(ge=1, le=HIGHEST, description="News before this key.")] = HIGHEST


class NewsViewSet(ViewSet):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="news",
        parameters=openapi.in_query(NewsParameters),
        responses=openapi.answer(responses.NewsList, 400, 401),
    )
    def page(self, request: Request) -> HttpResponseBase:
        """What you are told, the newest first. Reading it over the API marks nothing as read."""
        person = account_of(request)
        asked = query.read(NewsParameters, request.query_params).checked()
        found = reading.page(person=person, only_unread=asked.unread, before=asked.cursor, number=asked.limit)
        more = addresses.onwards(request, str(found.older)) if found.older else None
        content = responses.NewsList(results=tuple(map(_entry, found.items)), next=more)
        return caching.tagged(request, content, public=False)


def _entry(item: NewsItem) -> responses.NewsEntry:
    return responses.NewsEntry(
        key=item.key,
        kind=item.kind,
        text=item.sentence,
        page=f"{settings.BASE_URL}{item.path}" if item.path else None,
        created=item.at,
        read=item.is_read,
    )
