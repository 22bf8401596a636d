"""Addresses that answers hand out, whole, so that a client can follow them as they stand."""

from django.conf import settings
from django.urls import reverse
from rest_framework.request import Request


def absolute(view: str, /, **kwargs: str | int) -> str:
    return f"{settings.BASE_URL}{reverse(view, kwargs=kwargs)}"


def onwards(request: Request, cursor: str) -> str:
    """The same question, from the cursor on."""
    query = request.query_params.copy()
    query["cursor"] = cursor
    return f"{settings.BASE_URL}{request.path}?{query.urlencode()}"
