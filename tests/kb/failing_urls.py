"""Addresses that fail, and the handlers of the site."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django.utils.functional import SimpleLazyObject
from django.views.decorators.csrf import csrf_exempt
from rest_framework.response import Response
from rest_framework.views import APIView

from kb import urls

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500

ended: list[int] = []
"""Numbers of the backends that were ended, each by the first request that used it."""


def number_of_backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        ((number,),) = cursor.fetchall()
    return int(number)


def lose_connection_once() -> int:
    """Ends the backend of this connection under its feet the first time; answers its number."""
    number = number_of_backend()
    if not ended:
        ended.append(number)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return number


@csrf_exempt
@login_not_required
def in_view(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(lose_connection_once())


@login_not_required
def in_template(_request: HttpRequest) -> HttpResponse:
    page = engines["django"].from_string("{{ number }}")
    return HttpResponse(page.render({"number": SimpleLazyObject(lose_connection_once)}))


@login_not_required
def with_a_bug(_request: HttpRequest) -> HttpResponse:
    raise RuntimeError("the password is tiller")


class Lost(APIView):
    def get(self, *_args: Any) -> Response:
        return Response(lose_connection_once())

    post = get


class Bug(APIView):
    def get(self, *_args: Any) -> Response:
        raise RuntimeError("the password is tiller")


urlpatterns = [
    path("view", in_view),
    path("template", in_template),
    path("bug", with_a_bug),
    path("api/lost", Lost.as_view()),
    path("api/bug", Bug.as_view()),
    *urls.urlpatterns,
]
