"""The history of a story: its revisions and what changed between two of them."""

from typing import Annotated

from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.viewsets import ViewSet

from incidents import access
from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, openapi, query, responses
from incidents.api.v1.query import Parameters
from incidents.domain import search
from incidents.domain.stories import history, lookup, relations
from incidents.models import Incident, Revision
from incidents.stories.document import Story

HIGHEST = 2**31 - 1


class RevisionParameters(Parameters, frozen=True, kw_only=True):
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: Annotated[int, Meta(ge=1, le=HIGHEST, description="Revisions before this number.")] = HIGHEST


@extend_schema(parameters=[openapi.in_path("ref", "Reference in any case.", openapi.named("story-ref"))])
class RevisionViewSet(ViewSet):
    """Revisions of a story, newest first, as far as the reader may go back."""

    renderer_classes = [Json]

    @extend_schema(
        operation_id="revisions",
        parameters=openapi.in_query(RevisionParameters),
        responses=openapi.answer(responses.RevisionPage, 400, 404),
    )
    def page(self, request: Request, ref: str) -> HttpResponseBase:
        """What changed when, why, and (to readers who are signed in) by whom."""
        reader = reader_of(request)
        asked = query.read(RevisionParameters, request.query_params).checked()
        incident = _incident(request, ref)
        revisions = history.readable(incident=incident, reader=reader).filter(number__lt=asked.cursor)
        newest = revisions.order_by("-number").select_related("author").defer("document")
        rows = list(newest[: asked.limit + 1])
        shown = rows[: asked.limit]
        more = addresses.onwards(request, str(shown[-1].number)) if len(rows) > asked.limit else None
        with_names = access.may_see_names(reader)
        page = responses.RevisionPage(
            results=tuple(_summary(incident, row, with_names=with_names) for row in shown), next=more
        )
        return caching.tagged(request, page, public=incident.is_open)

    @extend_schema(
        operation_id="revision",
        parameters=[
            openapi.in_path("number", "Counts from 1.", {"type": "integer", "minimum": 1, "maximum": HIGHEST})
        ],
        responses=openapi.answer(Story, 404),
    )
    def retrieve(self, request: Request, ref: str, number: int) -> HttpResponseBase:
        """The whole document as it stood after that save."""
        incident = _incident(request, ref)
        revisions = history.readable(incident=incident, reader=reader_of(request))
        revision = revisions.filter(number=number).first()
        if revision is None:
            raise Failed(
                problems.UNKNOWN_STORY, f"{incident.ref} has no revision {number} that you may read."
            )
        document = relations.redacted_json(document=revision.document, reader=reader_of(request))
        return caching.tagged(request, document.encode(), public=incident.is_open)


def _incident(request: Request, ref: str) -> Incident:
    reader = reader_of(request)
    found = lookup.state(ref=ref.upper(), reader=reader)
    if found is None:
        near = search.similar_names(name=ref, reader=reader)
        raise Failed(problems.UNKNOWN_STORY, f"No story you may read is called {ref}.", did_you_mean=near)
    return Incident.objects.defer("rendered").get(ref=found.ref)


def _summary(incident: Incident, row: Revision, *, with_names: bool) -> responses.RevisionSummary:
    return responses.RevisionSummary(
        number=row.number,
        created=row.created_at,
        origin=row.origin,
        reason=row.reason,
        author=str(row.author) if with_names and row.author else None,
        url=addresses.absolute("api-v1:revision", ref=incident.ref, number=row.number),
    )
