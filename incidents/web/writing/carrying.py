"""What was typed is carried along where the page that sent it is signed out, or signed in anew.

The page that comes back holds the fields, and sends them to the draft again. A draft opens for its author
alone, so they get nowhere if somebody else signs in.
"""

from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from incidents.web.writing import autosaving

LEFT_OUT = frozenset({"csrfmiddlewaretoken", "do"})


def signed_out(request: HttpRequest, key: UUID) -> HttpResponse:
    if request.method != "POST":
        return redirect_to_login(request.get_full_path())
    return autosaving.signed_out() if autosaving.is_asked(request) else _page(request, key)


def factor_missing(request: HttpRequest) -> HttpResponse | None:
    """For the script of the editor; None for a form, which the browser sends again by itself."""
    return autosaving.factor_missing() if autosaving.is_asked(request) else None


def forged(request: HttpRequest, key: UUID) -> HttpResponse | None:
    """For a form whose token does not hold. None where another site may have sent it."""
    if autosaving.is_asked(request):
        return autosaving.forged(request)
    return _page(request, key) if _is_from_here(request) else None


def _is_from_here(request: HttpRequest) -> bool:
    """As browsers say. One that says nothing is not believed."""
    origin = f"{request.scheme}://{request.get_host()}"
    return origin == request.headers.get("Origin") or request.headers.get("Sec-Fetch-Site") == "same-origin"


def _page(request: HttpRequest, key: UUID) -> HttpResponse:
    fields = [
        (name, value) for name, values in request.POST.lists() if name not in LEFT_OUT for value in values
    ]
    response = render(request, "writing/carry.html", {"key": key, "fields": fields}, status=403)
    response["Cache-Control"] = "private, no-store"
    return response
