"""Pasted text to the stories in which the same was seen. Nothing that is sent is stored."""

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import caching
from incidents.api.problems import Fault
from incidents.api.renderers import Json
from incidents.api.v1 import bodies, openapi
from incidents.api.v1.judging import JudgingView
from incidents.api.v1.parameters import Parameters
from incidents.domain import detection
from incidents.rules import pasted
from incidents.rules.reports import matches

FIELDS = ("text", "mask_addresses")
SENT = {
    "text/plain": {"type": "string"},
    "application/json": {
        "type": "object",
        "required": ["text"],
        "properties": {"text": {"type": "string"}, "mask_addresses": {"type": "boolean"}},
    },
}


class MatchView(JudgingView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="match",
        request=SENT,
        parameters=[
            openapi.asked("mask_addresses", "Whether to mask IP addresses, too.", OpenApiTypes.BOOL),
            openapi.RETRY_AFTER,
        ],
        responses=openapi.judged("application/json"),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Stories that looked like this text, the likeliest first, with the lines that say so.

        Secrets are masked in what is answered; IP addresses where `mask_addresses` is true.
        """
        text, addresses = _asked(request)
        current = detection.current(request.user)
        found = current.matcher.match(text, addresses=addresses)
        response = Response(msgspec.json.encode(matches.of(found, current.bundle)))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _asked(request: Request) -> tuple[bytes | str, bool]:
    given = Parameters(request.query_params, ("mask_addresses",))
    masked = given.flag("mask_addresses")
    given.check()
    data = bodies.of(request)
    if pasted.is_packed(data):
        raise bodies.refused([Fault(pointer="", message=pasted.UNPACK)])
    if not bodies.is_json(request):
        return data, masked
    value = bodies.json_of(data)
    if not isinstance(value, dict):
        raise bodies.refused([Fault(pointer="", message=f"has to hold fields: {', '.join(FIELDS)}")])
    faults = bodies.unknown(value, FIELDS)
    text, addresses = value.get("text"), value.get("mask_addresses", masked)
    if not isinstance(text, str) or not text.strip():
        faults.append(Fault(pointer="/text", message="has to be the text that was seen"))
    if not isinstance(addresses, bool):
        faults.append(Fault(pointer="/mask_addresses", message="has to be true or false"))
    if faults:
        raise bodies.refused(faults)
    return str(text), addresses
