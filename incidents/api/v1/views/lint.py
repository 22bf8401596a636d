"""Linting manifests over the API. Nothing that is sent is stored."""

from dataclasses import dataclass
from typing import Annotated

import msgspec
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from msgspec import UNSET, Meta
from rest_framework.request import Request
from rest_framework.response import Response

from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json, Sarif
from incidents.api.v1 import bodies, openapi, query
from incidents.api.v1.analysis import AnalysisView
from incidents.api.v1.bodies import LintFiles
from incidents.api.v1.query import Parameters
from incidents.decoding import decoder
from incidents.domain import analysis
from incidents.domain.rules import running
from incidents.rules.lint.linter import File
from incidents.rules.record import Level
from incidents.rules.reports import plain, sarif

NAME = "manifest.yaml"


class LintParameters(Parameters, frozen=True, kw_only=True):
    level: Annotated[Level, Meta(description="Least level of findings to report.")] = "medium"


MANIFEST = {
    "title": "Manifest",
    "type": "object",
    "anyOf": [{"required": ["kind"]}, {"required": ["apiVersion"]}],
}
SENT = {
    "application/yaml": {
        "description": "Manifests as they stand, any number of documents. An object in JSON is read as JSON."
    },
    "application/json": {"anyOf": [openapi.shape(LintFiles), MANIFEST]},
}


@dataclass(frozen=True)
class LintRequest:
    files: list[File]
    before: list[File]
    level: Level


class LintView(AnalysisView):
    renderer_classes = [Json, Sarif]

    @extend_schema(
        operation_id="lint",
        request=SENT,
        parameters=[*openapi.in_query(LintParameters), openapi.RETRY_AFTER],
        responses=openapi.analysis("application/json", "application/sarif+json"),
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Findings in manifests: YAML or JSON as the body, or `{"files": [{"path", "content"}]}`.

        `before` holds the files as they were, for the rules that compare. What could not be checked,
        or was left when the time for one request was over, is listed.
        """
        asked = _asked(request)
        current = running.current(reader_of(request))
        report = current.linter.lint(
            asked.files, level=asked.level, before=asked.before, deadline=analysis.deadline()
        )
        report_format = sarif if request.accepted_renderer.format == "sarif" else plain
        response = Response(msgspec.json.encode(report_format.as_json(report, current.bundle)))
        response["Cache-Control"] = caching.NOWHERE
        return response


def _asked(request: Request) -> LintRequest:
    level = query.read(LintParameters, request.query_params).checked().level
    data = bodies.content(request)
    if not _holds_files(data, request):
        return LintRequest([File(NAME, data)], [], level)
    sent = bodies.read(LintFiles, data)
    files, before = (
        [one.named(number) for number, one in enumerate(some, 1)] for some in (sent.files, sent.before)
    )
    return LintRequest(files, before, level if sent.level is UNSET else sent.level)


def _holds_files(data: bytes, request: Request) -> bool:
    """Refuses an object that is no manifest: read as one it would be an all-clear."""
    try:
        fields = decoder(dict[str, msgspec.Raw]).decode(data).keys()
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return bodies.is_json(request)
    return (bool(fields) or bodies.is_json(request)) and not fields & {"kind", "apiVersion"}
