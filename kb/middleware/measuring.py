"""Counts requests for monitoring, by view."""

from collections.abc import Callable
from importlib import import_module
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

UNKNOWN = "other"
"""Files, and addresses that lead nowhere."""


def measured(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware that stands first, so that all others are in the time. Not used where nobody asks for it."""
    if not settings.METRICS_TOKEN:
        raise MiddlewareNotUsed
    counted: Any = import_module("kb.metrics.counted")  # takes memory

    def respond(request: HttpRequest) -> HttpResponseBase:
        database: Any = connection
        before, began = database.statements, perf_counter()
        response = get_response(request)
        place = request.resolver_match
        counted.request(
            view=place.view_name if place else UNKNOWN,
            method=request.method or UNKNOWN,
            status=response.status_code,
            seconds=perf_counter() - began,
            statements=database.statements - before,
        )
        return response

    return respond
