"""Where a request comes from, for the audit log."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from incidents.domain import audit


class OriginMiddleware:
    """What is recorded while a request is answered was asked for from its client's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with audit.coming_from(request.META.get("REMOTE_ADDR")):
            return self.get_response(request)
