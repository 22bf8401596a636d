"""Finding stories by what a person has in hand. Nothing that is sent is stored."""

from typing import Annotated

import msgspec
from django.conf import settings
from django.http.response import HttpResponseBase
from drf_spectacular.utils import OpenApiExample, extend_schema
from msgspec import Meta
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.answering import document, markdown
from incidents.answering.document import FoundDocument
from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json, Markdown
from incidents.api.v1 import addresses, bodies, openapi, query
from incidents.api.v1.analysis import AnalysisView
from incidents.api.v1.query import Parameters
from incidents.domain import answers
from incidents.domain.answers import NamedRecord
from incidents.rules.match import pasted

WORDS = query.text("Words, a sentence, an error, or a reference. Post what is longer.")
MASKED = Annotated[bool, Meta(description="Whether to mask IP addresses, too.")]


class FindParameters(Parameters, frozen=True, kw_only=True):
    q: Annotated[str, WORDS]
    mask_addresses: MASKED = False


class PostedParameters(Parameters, frozen=True, kw_only=True):
    mask_addresses: MASKED = False


SENT = {
    "text/plain": {"type": "string", "pattern": bodies.NOT_BLANK},
    "application/json": openapi.shape(bodies.FindText),
}
LOG = (
    "Memory cgroup out of memory: Kill process 6428 (coredns) score 2050 or sacrifice child\n"
    "dial tcp: lookup api.example.com on 10.3.0.10:53: read udp 10.2.9.4:53: i/o timeout\n"
)
SENT_EXAMPLES = [
    OpenApiExample("two lines of a log", LOG, media_type="text/plain", request_only=True),
    OpenApiExample(
        "the same as JSON",
        {"text": LOG, "mask_addresses": True},
        media_type="application/json",
        request_only=True,
    ),
]
ANSWER = {
    (200, "application/json"): openapi.shape(FoundDocument),
    (200, "text/markdown"): {"type": "string"},
}


class FindView(AnalysisView):
    """Charges what is asked in the address, too: it is analysed in the same way."""

    renderer_classes = [Json, Markdown]
    charged_methods = ("GET", "HEAD", "POST")

    @extend_schema(
        operation_id="find",
        parameters=[*openapi.in_query(FindParameters), openapi.RETRY_AFTER],
        responses=ANSWER | openapi.problems(400, 406, 429),
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Stories that look like these words: seen before by their signatures, and closest by their words."""
        asked = query.read(FindParameters, request.query_params).checked()
        return _answered(request, asked.q, addresses=asked.mask_addresses)

    @extend_schema(
        operation_id="find_pasted",
        request=SENT,
        parameters=[*openapi.in_query(PostedParameters), openapi.RETRY_AFTER],
        responses=ANSWER | openapi.problems(*openapi.OF_A_BODY),
        examples=SENT_EXAMPLES,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Stories that look like this text, with the lines that say so, what to check next and what helped.

        Secrets are masked in what is answered; IP addresses where `mask_addresses` is true.
        """
        return _answered(request, *_posted(request))


class MatchView(AnalysisView):
    renderer_classes = [Json, Markdown]

    @extend_schema(
        operation_id="match",
        request=SENT,
        parameters=[*openapi.in_query(PostedParameters), openapi.RETRY_AFTER],
        responses=ANSWER | openapi.problems(*openapi.OF_A_BODY),
        deprecated=True,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """The older name of `POST /api/v1/find`; it answers the same."""
        return _answered(request, *_posted(request))


def _posted(request: Request) -> tuple[bytes | str, bool]:
    masked = query.read(PostedParameters, request.query_params).checked().mask_addresses
    data = bodies.content(request)
    if pasted.is_compressed(data):
        raise bodies.refused([("", pasted.DECOMPRESS)])
    if not bodies.is_json(request):
        return data, masked
    sent = bodies.read(bodies.FindText, data)
    return sent.text, masked or sent.mask_addresses


def _answered(request: Request, text: bytes | str, addresses: bool) -> HttpResponseBase:
    reader = reader_of(request)
    named = answers.named(reader=reader, text=text)
    found = answers.answer(reader=reader, text=text, addresses=addresses)
    if request.accepted_renderer.format == Markdown.format:
        body = markdown.write(found, address=settings.BASE_URL).encode()
    else:
        shown = document.document(found, address=settings.BASE_URL, named=_address(named) if named else None)
        body = msgspec.json.encode(shown)
    response = Response(body)
    response["Cache-Control"] = caching.NOWHERE
    return response


def _address(named: NamedRecord) -> str:
    if named.is_rule:
        return addresses.absolute("rule", ref=named.ref)
    return addresses.absolute("story", ref=named.ref) + (f"#{named.anchor}" if named.anchor else "")
