"""Charges what a page analyses to the quota of whoever sent it."""

from contextlib import AbstractContextManager

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from incidents.domain import analysis
from incidents.errors import TooMuch
from incidents.web.access import reader_of

TOO_MANY_REQUESTS = 429


def counted(request: HttpRequest) -> AbstractContextManager[None]:
    """Raises `TooMuch`."""
    address = request.META.get("REMOTE_ADDR")
    return analysis.counted(reader=reader_of(request), address=address, now=timezone.now())


def later(page: HttpResponse, refused: TooMuch) -> HttpResponse:
    """Turns the page into a 429 with `Retry-After`."""
    page.status_code = TOO_MANY_REQUESTS
    page["Retry-After"] = str(refused.wait)
    return page
