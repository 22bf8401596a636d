"""Checking a text or a story document for blame and shallow causes. Nothing that is sent is stored."""

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from incidents import jsontree
from incidents.api import caching
from incidents.api.renderers import Json
from incidents.api.v1 import bodies, openapi
from incidents.api.v1.analysis import AnalysisView
from incidents.api.v1.bodies import CheckedText
from incidents.errors import Refused
from incidents.stories import reading
from incidents.stories.blame import BlameFinding, BlameReport, check_story, check_text

MOST = 2**20
"""Bytes of one request: some 160,000 words."""
SENT = {
    "text/plain": {
        "description": "Plain text or Markdown; any type but JSON is read as such.",
        "type": "string",
        "pattern": bodies.NOT_BLANK,
    },
    "application/json": openapi.shape(CheckedText),
}


class CheckView(AnalysisView):
    renderer_classes = [Json]

    @extend_schema(
        operation_id="check",
        request=SENT,
        parameters=[openapi.RETRY_AFTER],
        responses={(200, "application/json"): openapi.shape(BlameReport)}
        | openapi.problems(*openapi.OF_A_BODY),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Blame and shallow causes in a text, Markdown or a story document, with a reason and a question.

        A story document as JSON is checked field by field, as its schema at `/api/v1/schema/story.json`
        describes it. Quotations and code are exempt. Findings are advice: nothing depends on them.
        """
        response = Response(msgspec.json.encode(BlameReport(findings=_findings(request))))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _findings(request: Request) -> tuple[BlameFinding, ...]:
    data = bodies.content(request, most=MOST)
    if not bodies.is_json(request):
        return check_text(data.decode("utf-8", "replace"))
    try:
        tree = jsontree.read(data)
        if isinstance(tree.value, dict) and "text" not in tree.value:
            return check_story(reading.from_tree(tree, vocabulary=None))
    except Refused as refused:
        raise bodies.refused((fault.pointer, fault.message) for fault in refused.faults) from None
    return check_text(bodies.read(CheckedText, data).text)
