"""What was typed is carried along where the page that sent it is signed out, or signed in anew.

The page that comes back holds the fields, and sends them to the same address again. A draft opens for its
author alone, so they get nowhere there if somebody else signs in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.web.writing import autosaving

BUTTON = "return_button"
LEFT_OUT = frozenset({"csrfmiddlewaretoken", "do"})
View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class ReturnButton:
    """The button that sends the fields again: its words, and the value of the field `do`."""

    words: str
    do: str


BACK_TO_FORM = ReturnButton("Back to the form, with what I typed", "back")
"""For a page that shows its form again when `do` is none of its own buttons."""


def carries(button: ReturnButton) -> Callable[[View], View]:
    """A page for people who are signed in, whose form comes back with everything in it where they are not."""

    def decorated(view: View) -> View:
        @login_not_required  # leads to signing in by itself, with what was typed
        @wraps(view)
        def signed_in(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated:
                return view(request, *args, **kwargs)
            return _signed_out(request, button)

        setattr(signed_in, BUTTON, button)
        return signed_in

    return decorated


def _signed_out(request: HttpRequest, button: ReturnButton) -> HttpResponse:
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    return autosaving.signed_out() if autosaving.is_asked(request) else _page(request, button)


def factor_missing(request: HttpRequest) -> HttpResponse | None:
    """For the script of the editor; None for a form, which the browser sends again by itself."""
    return autosaving.factor_missing() if autosaving.is_asked(request) else None


def forged(request: HttpRequest) -> HttpResponse | None:
    """For a form whose token does not hold. None where another site may have sent it, and for other pages."""
    place = request.resolver_match
    button: ReturnButton | None = getattr(place.func, BUTTON, None) if place else None
    if button is None:
        return None
    if autosaving.is_asked(request):
        return autosaving.forged(request)
    return _page(request, button) if _is_from_here(request) else None


def _is_from_here(request: HttpRequest) -> bool:
    """As browsers say. One that says nothing is not believed."""
    origin = f"{request.scheme}://{request.get_host()}"
    return origin == request.headers.get("Origin") or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _page(request: HttpRequest, button: ReturnButton) -> HttpResponse:
    """Files cannot be sent again by a page, so it names them."""
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in LEFT_OUT for value in values
    ]
    files = [file.name for _, sent in request.FILES.lists() for file in sent]
    context = {"address": request.path, "button": button, "fields": fields, "files": files}
    response = render(request, "writing/carry.html", context, status=403)
    response["Cache-Control"] = "private, no-store"
    return response
