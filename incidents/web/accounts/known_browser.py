"""A cookie that says in which account its browser has signed in before.

It opens nothing: attempts from there are counted apart from those of strangers, who otherwise could keep a
person out by guessing at her password. (OWASP calls it a device cookie.)
"""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from incidents.domain.people import sign_in

COOKIE = "known_browser"
KEPT = timedelta(days=90)


def remember(response: HttpResponseBase, *, name: str) -> None:
    response.set_signed_cookie(
        COOKIE,
        sign_in.account(name),
        salt=__name__,
        max_age=KEPT,
        path=settings.SESSION_COOKIE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def is_known(request: HttpRequest, name: str) -> bool:
    said = request.get_signed_cookie(COOKIE, default="", salt=__name__, max_age=KEPT)
    return said == sign_in.account(name)
