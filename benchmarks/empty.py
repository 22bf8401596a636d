"""An empty view in the API, the baseline of the comparisons."""

from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from incidents.api.v1 import urls


class EmptyView(APIView):
    def get(self, request: Request) -> Response:
        return Response(b"{}")


urls.urlpatterns.insert(0, path("empty", EmptyView.as_view()))
