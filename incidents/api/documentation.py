"""Pages about the API: how to begin, every operation, and what each problem means."""

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api import problems, reference, start
from incidents.api.permissions import MayRead


class DocumentationView(APIView):
    renderer_classes = [TemplateHTMLRenderer]
    permission_classes = [MayRead]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response({"groups": reference.groups()}, template_name="api/reference.html")


class StartView(APIView):
    """“Use it in ten minutes”."""

    renderer_classes = [TemplateHTMLRenderer]
    permission_classes = [MayRead]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        steps = [(step, step.code(settings.BASE_URL)) for step in start.STEPS]
        return Response({"steps": steps}, template_name="api/start.html")


class ProblemsView(APIView):
    """Where the `type` of a problem leads."""

    renderer_classes = [TemplateHTMLRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response({"kinds": problems.KINDS}, template_name="api/problems.html")
