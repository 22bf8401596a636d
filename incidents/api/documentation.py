"""Pages about the API: every endpoint to try out, and what each problem means."""

from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api import problems
from incidents.api.permissions import MayRead


class DocumentationView(SpectacularSwaggerSplitView):
    permission_classes = [MayRead]
    template_name = "api/documentation.html"
    url_name = "api-v1:openapi"


class ProblemsView(APIView):
    """Where the `type` of a problem leads."""

    renderer_classes = [TemplateHTMLRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response({"kinds": problems.KINDS}, template_name="api/problems.html")
