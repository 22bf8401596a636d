"""What a trusted proxy in front says of its client."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase


class ClientAddressMiddleware:
    """Puts the address that the proxy itself saw in the place of the proxy's own (`REMOTE_ADDR`)."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.TRUST_PROXY and (address := _forwarded(request)):
            request.META["REMOTE_ADDR"] = address
        return self.get_response(request)


def _forwarded(request: HttpRequest) -> str:
    """The last of the list, as the others are the client's word; empty where that is no address."""
    claimed = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(claimed))
    except ValueError:
        return ""
