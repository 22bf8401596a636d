"""Sessions that a provider has opened are asked for again: who was removed there is out here, too.

Once a session is older than `asked_again`, the next page that is opened leads by way of the provider, which
answers at once where somebody is signed in with it. What is sent, and what a page loads, goes through for as
long again, so that nothing typed is lost. After that the session ends.
"""

from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from incidents.openid import SingleSignOn
from incidents.web.single_sign_on import marks

LEFT_ALONE = ("/sign-in", "/sign-out")


class AskingAgainMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        site: SingleSignOn | None = settings.SINGLE_SIGN_ON
        if site is None or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return self.get_response(request)
        mark = marks.read(request)
        if mark is None or request.path.startswith(LEFT_ALONE):
            return self.get_response(request)
        age = mark.age(timezone.now())
        if age >= site.asked_again and _opens_a_page(request):
            query = urlencode({"next": request.get_full_path()})
            return redirect(f"{reverse('single-sign-on')}?{query}")
        if age >= 2 * site.asked_again:
            logout(request)
        return self.get_response(request)


def _opens_a_page(request: HttpRequest) -> bool:
    return (
        request.method == "GET"
        and not request.path.startswith("/api/v")
        and "HX-Request" not in request.headers
        and request.headers.get("Sec-Fetch-Mode", "navigate") == "navigate"
    )
