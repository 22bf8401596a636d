"""What the application is compared with: REST framework and its own middleware around nothing."""

from django.urls import include, path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView


class EmptyView(APIView):
    def get(self, request: Request) -> Response:
        return Response(b"{}")


urlpatterns = [
    path("api/v1/empty", EmptyView.as_view()),
    path("", include("kb.urls")),
]
