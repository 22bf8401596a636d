import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from kb.middleware.proxy import ClientAddressMiddleware


def seen(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.META["REMOTE_ADDR"])


@pytest.mark.parametrize(
    ("trusted", "forwarded", "address"),
    [
        (True, "203.0.113.7", "203.0.113.7"),
        (True, "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        (True, "2001:db8::7", "2001:db8::7"),
        (True, "rubbish", "127.0.0.1"),
        (True, "", "127.0.0.1"),
        (False, "203.0.113.7", "127.0.0.1"),
    ],
)
def test_only_a_trusted_proxy_is_believed(
    settings: Settings, trusted: bool, forwarded: str, address: str
) -> None:
    settings.TRUST_PROXY = trusted
    request = RequestFactory().get("/", headers={"X-Forwarded-For": forwarded})
    assert ClientAddressMiddleware(seen)(request).content.decode() == address
