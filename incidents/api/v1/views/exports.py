"""The rules for the programs that run them, as files that can be cached."""

from collections.abc import Callable

from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.views import APIView

from incidents.api import caching
from incidents.api.permissions import reader_of
from incidents.api.renderers import Json, Yaml
from incidents.api.v1 import openapi
from incidents.domain import audit
from incidents.domain.rules import running
from incidents.models import User
from incidents.rules import bundle
from incidents.rules.bundle import Bundle
from incidents.rules.exports import (
    admission,
    gatekeeper,
    kube_linter,
    kyverno,
    prometheus,
    resolve,
    taxonomy,
)

YAML, JSON, SARIF = "application/yaml; charset=utf-8", "application/json", "application/sarif+json"


def _packed(whole: Bundle) -> str:
    return bundle.packed(whole).decode()


FILES: dict[str, tuple[str, Callable[[Bundle], str]]] = {
    "prometheus.yaml": (YAML, prometheus.write),
    "admission.yaml": (YAML, admission.write),
    "kyverno.yaml": (YAML, kyverno.write),
    "gatekeeper.yaml": (YAML, gatekeeper.write),
    "kube-linter.yaml": (YAML, kube_linter.write),
    "resolve.json": (JSON, resolve.write),
    "taxonomy.sarif": (SARIF, taxonomy.write),
    "bundle.json": (JSON, _packed),
}


class ExportView(APIView):
    renderer_classes = [Yaml, Json]

    @extend_schema(
        operation_id="export",
        parameters=[openapi.in_path("name", "What is exported, and as what.", openapi.one_of(FILES))],
        responses={
            (200, "application/yaml"): {"description": "Documents for the program."},
            (200, JSON): {"type": "object"},
            (200, SARIF): {"type": "object"},
        }
        | openapi.CONDITIONAL
        | openapi.problems(404),
    )
    def get(self, request: Request, name: str) -> HttpResponseBase:
        """Rules as Prometheus, the cluster, other linters or our own command line load them."""
        reader = reader_of(request)
        if name not in FILES:
            raise Http404
        content_type, write = FILES[name]
        current = running.current(reader)
        etag = f'"{name}-{current.digest[:32]}"'
        response = caching.unchanged(request, etag=etag)
        if response is None:
            if isinstance(request.user, User):
                now = timezone.now()
                audit.record_export(name=name, closed=current.closed, actor=request.user, at=now)
            response = HttpResponse(current.written(name, write), content_type=content_type)
        return caching.mark(response, request, etag=etag, public=not reader.is_signed_in)

    def perform_content_negotiation(self, request: Request, force: bool = False) -> tuple[Json, str]:
        """The name decides about the format, whatever `Accept` says; errors are JSON."""
        return Json(), Json.media_type
