"""Whoever has to have a second factor and has none opens nothing but what it takes to set one up.

The database is asked at each request, and only for those of whom a factor is required: the role may have been
raised, and the factor taken off, since the session began.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse
from django_htmx.http import HttpResponseClientRedirect

from incidents.api import errors as api
from incidents.api import problems
from incidents.api.errors import Failed
from incidents.domain.people import factors
from incidents.models import User
from incidents.web import errors as web
from incidents.web.accounts.second_factor import MISSING
from incidents.web.single_sign_on import marks

API = "/api/v1/"
SETTING_UP = "mfa_index"
OPEN = frozenset(
    {
        *(SETTING_UP, "mfa_activate_totp", "mfa_add_webauthn"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        *("sign-in", "single-sign-on", "single-sign-on-answer", "sign-out", "sessions"),
        *("robots", "llms", "favicon"),
    }
)
"""Names of URLs. The provider may vouch for a factor, so the way there stays open."""


class RequiredFactorMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _is_missing(request):
            if not _is_open(request):
                return _refused(request)
            setattr(request, MISSING, True)
        return self.get_response(request)


def _is_missing(request: HttpRequest) -> bool:
    if settings.REQUIRE_SECOND_FACTOR == "nobody" or settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    if request.path.startswith(API) and "Authorization" in request.headers:
        return False  # the API goes by the token then, and never by the session
    mark = marks.read(request)
    if mark is not None and mark.vouches:
        return False
    return isinstance(request.user, User) and factors.is_missing(user=request.user)


def _is_open(request: HttpRequest) -> bool:
    try:
        return resolve(request.path_info).view_name in OPEN
    except Resolver404:  # the page for that names stories that may have been meant
        return False


def _refused(request: HttpRequest) -> HttpResponseBase:
    address = reverse(SETTING_UP)
    if request.path.startswith(API):
        detail = f"Your account has to have a second factor; set one up at {settings.BASE_URL}{address}."
        return api.response(Failed(problems.SECOND_FACTOR_MISSING, detail).problem)
    if "HX-Request" in request.headers:
        return HttpResponseClientRedirect(address)
    if request.method in {"GET", "HEAD"}:
        return redirect(address)
    return web.factor_missing(request)
