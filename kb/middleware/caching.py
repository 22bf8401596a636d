"""What browsers and caches on the way may keep of a response."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import patch_vary_headers

NOT_AT_ALL = "private, no-store"
ASKED_EACH_TIME = "no-cache"
OPENED_BY_TOKENS = "/api/v1/"
"""Below it, what is answered depends on the token: no cache gives its copy to who sends another, or none."""


class CachingMiddleware:
    """Nothing that was made for somebody signed in is kept anywhere, whatever the view says.

    A session cookie is taken for somebody signed in without asking the database. What strangers get may be
    kept as the view says, which is `settings.CACHED_IN_PUBLIC` or less; a page that says nothing is asked for
    each time, so that closing a story closes its pages at once.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES or "Authorization" in request.headers:
            response["Cache-Control"] = NOT_AT_ALL
        elif "Cache-Control" not in response:
            response["Cache-Control"] = ASKED_EACH_TIME
        if request.path.startswith(OPENED_BY_TOKENS):
            patch_vary_headers(response, ("Authorization",))
        return response
