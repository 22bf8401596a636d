"""What a trusted proxy in front says of its client."""

from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str | None:
    """The address that the proxy itself saw: the last of the list, as the others are the client's word.

    None where nobody is connected, as when a person is signed in from code.
    """
    seen: str | None = request.META.get("REMOTE_ADDR")
    if not settings.TRUST_PROXY:
        return seen
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ip_address(told))
    except ValueError:
        return seen
