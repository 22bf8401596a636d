"""Where a token may be: in the header of a request to the API, and nowhere else."""

from collections.abc import Callable
from urllib.parse import unquote_plus

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from incidents.api import errors as api
from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import ProblemKind
from incidents.domain.people import tokens
from incidents.web import errors as web

API = "/api/"
OPENED_BY_TOKENS = "/api/v1/"
NAMES = frozenset({"token", "access_token"})
"""Parameters in which programs send tokens elsewhere."""
NOT_A_PAGE = "A token opens the addresses below /api/v1/; pages, their files and feeds are for browsers."


class TokenPlaceMiddleware:
    """Refuses a token in an address, and one that is sent to a page, before the database is asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_in_address(request):
            return _refused(request, problems.TOKEN_IN_ADDRESS, problems.TOKEN_IN_ADDRESS.meaning)
        if "sdg_" in request.META.get("HTTP_AUTHORIZATION", "") and _is_page(request.path):
            return _refused(request, problems.NOT_ALLOWED, NOT_A_PAGE)
        return self.get_response(request)


def _is_page(path: str) -> bool:
    return not path.startswith(OPENED_BY_TOKENS)


def _is_in_address(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    if "sdg_" in request.path and tokens.SHAPE.search(request.path):
        return True
    if not query:
        return False
    if tokens.SHAPE.search(unquote_plus(query)):
        return True
    named = {unquote_plus(part.partition("=")[0]) for part in query.split("&")}
    return request.path.startswith(API) and not named.isdisjoint(NAMES)


def _refused(request: HttpRequest, kind: ProblemKind, explanation: str) -> HttpResponseBase:
    if request.path.startswith(API):
        return api.response(Failed(kind, explanation).problem)
    return web.misplaced_token(kind.status, kind.title, explanation)
