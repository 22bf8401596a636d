"""Sightings: programs report that they saw a story or a rule, and read how often one was seen."""

from typing import Annotated

import msgspec
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.api import caching, problems
from incidents.api.errors import Failed
from incidents.api.permissions import account_of
from incidents.api.renderers import Json
from incidents.api.v1 import addresses, bodies, openapi, query, responses, webhook
from incidents.api.v1.bodies import SightingBody
from incidents.api.v1.query import Parameters
from incidents.domain import sightings
from incidents.domain.people import TokenBearer
from incidents.domain.sightings import Reporter, SeenRow, SightingReport
from incidents.domain.stories import lookup
from incidents.errors import Refused
from incidents.models import Incident
from incidents.models.reader import Reader
from incidents.models.token import TokenScope

HIGHEST = 2**53 - 1


class SightingParameters(Parameters, frozen=True, kw_only=True):
    limit: query.Limit = query.DEFAULT_LIMIT
    cursor: Annotated[int, Meta(ge=0, le=HIGHEST, description="Sightings after the one with this key.")] = 0


class SightingsView(APIView):
    renderer_classes = [Json]
    parser_classes = [bodies.Whole]
    scope = TokenScope.REPORT

    @extend_schema(
        operation_id="sighting_report",
        tags=["sightings"],
        request={"application/json": openapi.shape(SightingBody)},
        responses=openapi.written(200, responses.RecordedSighting, *openapi.OF_A_BODY, 401, 403)
        | openapi.written(201, responses.RecordedSighting),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Records that a story or a rule was seen: 201 where it is new, 200 where it was known.

        `source`, `external_id` and `started` tell sightings apart, so one may be sent again, from several
        machines and in any order. Send it with `ended` once it is over; the earliest end holds.
        """
        reporter = reporter_of(request)
        body = bodies.read(SightingBody, bodies.content(request))
        sent = SightingReport(**msgspec.structs.asdict(body))
        try:
            episode, is_new = sightings.report(sent=sent, reporter=reporter, now=timezone.now())
        except Refused as problem:
            raise bodies.refused((fault.pointer, fault.message) for fault in problem.faults) from None
        answer = responses.RecordedSighting(
            source=episode.source,
            external_id=episode.external_id,
            started=episode.started_at,
            new=is_new,
        )
        response = HttpResponse(msgspec.json.encode(answer), content_type="application/json")
        response.status_code = 201 if is_new else 200
        response["Cache-Control"] = caching.NOWHERE
        return response


class AlertmanagerView(APIView):
    renderer_classes = [Json]
    parser_classes = [bodies.Whole]
    scope = TokenScope.REPORT

    @extend_schema(
        operation_id="alertmanager",
        tags=["sightings"],
        request={"application/json": openapi.shape(webhook.AlertmanagerDelivery)},
        responses=openapi.written(202, responses.AlertsTaken, *openapi.OF_A_BODY, 401, 403),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Takes what Alertmanager sends to a webhook: alerts that fire or are resolved, as sightings.

        An alert is about the story in its label `incident_id` and the rule in `rule_id`, as exported alerts
        have them; without, about what its name is mapped to. Deliveries may be repeated, come in any order
        and from several replicas.
        """
        reporter = reporter_of(request)
        alerts = webhook.read(bodies.content(request), now=timezone.now())
        taken = sightings.deliver(alerts=alerts, reporter=reporter, now=timezone.now())
        answer = responses.AlertsTaken(matched=taken.matched, unmatched=taken.unmatched)
        response = HttpResponse(msgspec.json.encode(answer), content_type="application/json", status=202)
        response["Cache-Control"] = caching.NOWHERE
        return response


@extend_schema(
    tags=["sightings"],
    parameters=[openapi.in_path("ref", "Reference in any case.", openapi.named("story-ref"))],
)
class StorySightingsView(APIView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="story_sightings",
        parameters=openapi.in_query(SightingParameters),
        responses=openapi.answer(responses.StorySightings, 400, 401, 404),
    )
    def get(self, request: Request, ref: str) -> HttpResponseBase:
        """How often a story was seen and when last; each sighting, newest first."""
        reader = Reader.of(account_of(request))
        asked = query.read(SightingParameters, request.query_params).checked()
        incident = _incident(ref, reader)
        found = sightings.page(incident=incident, reader=reader, number=asked.limit + 1, after=asked.cursor)
        shown = found.rows[: asked.limit]
        more = shown[-1].sighting.pk if len(found.rows) > asked.limit else None
        page = responses.StorySightings(
            story=incident.ref,
            total=found.number,
            more=found.is_more,
            last=found.last,
            results=tuple(map(_entry, shown)),
            next=addresses.onwards(request, str(more)) if more else None,
        )
        return caching.tagged(request, page, public=False)


def reporter_of(request: Request) -> Reporter:
    """Who sends it, and by which token."""
    bearer = request.auth
    return Reporter(account_of(request), bearer.token if isinstance(bearer, TokenBearer) else None)


def _incident(ref: str, reader: Reader) -> Incident:
    if lookup.state(ref=ref.upper(), reader=reader) is None:
        raise Failed(problems.UNKNOWN_STORY, f"No story you may read is called {ref[:40]}.")
    return Incident.objects.only("ref").get(ref=ref.upper())


def _entry(row: SeenRow) -> responses.StorySighting:
    one = row.sighting
    return responses.StorySighting(
        source=one.source,
        external_id=one.external_id,
        started=one.started_at,
        ended=one.ended_at,
        rule=row.rule or None,
        name=one.name,
        environment=one.environment,
        reported_by=one.reported_by.username,
        reported=one.reported_at,
    )
