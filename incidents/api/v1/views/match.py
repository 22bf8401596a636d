"""Matching text over the API. Nothing that is sent is stored."""

from typing import Annotated

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json
from incidents.api.v1 import bodies, openapi, query
from incidents.api.v1.analysis import AnalysisView
from incidents.api.v1.query import Parameters
from incidents.domain.rules import running
from incidents.rules.match import pasted
from incidents.rules.reports import matches


class MatchParameters(Parameters, frozen=True, kw_only=True):
    mask_addresses: Annotated[bool, Meta(description="Whether to mask IP addresses, too.")] = False


SENT = {
    "text/plain": {"type": "string", "pattern": bodies.NOT_BLANK},
    "application/json": openapi.shape(bodies.MatchText),
}


class MatchView(AnalysisView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="match",
        request=SENT,
        parameters=[*openapi.in_query(MatchParameters), openapi.RETRY_AFTER],
        responses=openapi.analysis("application/json"),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Stories that looked like this text, the likeliest first, with the lines that say so.

        Secrets are masked in what is answered; IP addresses where `mask_addresses` is true.
        """
        text, addresses = _asked(request)
        current = running.current(reader_of(request))
        found = current.matcher.match(text, addresses=addresses)
        response = Response(msgspec.json.encode(matches.as_json(found, current.bundle)))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _asked(request: Request) -> tuple[bytes | str, bool]:
    masked = query.read(MatchParameters, request.query_params).checked().mask_addresses
    data = bodies.content(request)
    if pasted.is_compressed(data):
        raise bodies.refused([("", pasted.DECOMPRESS)])
    if not bodies.is_json(request):
        return data, masked
    sent = bodies.read(bodies.MatchText, data)
    return sent.text, masked or sent.mask_addresses
