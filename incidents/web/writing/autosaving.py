"""Saving while one types: what the script of the editor sends to the address of the draft, answered as JSON.

It is not counted against a quota: a save costs one statement, only authors have drafts, and one that was
refused would be text that is lost.
"""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse
from django.utils import timezone

from incidents.errors import NotPossible, Refused
from incidents.stories.drafting import posted
from incidents.web.parts.revising import BAD_REQUEST
from incidents.web.writing import saving

FORBIDDEN, NOT_FOUND, TOO_LARGE = 403, 404, 413


def is_asked(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def saved(request: HttpRequest, key: UUID) -> HttpResponse:
    """Where what was typed is now: `address` of the draft, `number` of its last save, `time` of this one."""
    numbers = saving.SaveNumbersForm(request.POST)
    if not numbers.is_valid():
        return _answer(BAD_REQUEST, message="The numbers of this page are missing. Reload it.")
    content = posted(dict(request.POST.lists()))
    try:
        kept = saving.save(request, draft=key, numbers=numbers, content=content)
    except Refused as problem:
        faults = (f"It {fault.message}." for fault in problem.faults)
        return _answer(TOO_LARGE, message=" ".join((problem.message, *faults)))
    except NotPossible:
        return _answer(NOT_FOUND, message="The account that is signed in has no such draft.")
    return _answer(
        200,
        address=reverse("draft", args=[kept.key]),
        number=kept.number,
        is_fork=kept.is_fork,
        time=f"{timezone.now():%H:%M:%S} UTC",
    )


def signed_out() -> HttpResponse:
    return _answer(FORBIDDEN, reason="signed_out", message="You are signed out.")


def factor_missing() -> HttpResponse:
    return _answer(FORBIDDEN, reason="factor_missing", message="Your account has to have a second factor.")


def forged(request: HttpRequest) -> HttpResponse:
    """With the token that the form needs now: signing in changes it. Other sites cannot read it."""
    message = "The form did not prove that it came from this site."
    return _answer(FORBIDDEN, reason="token", token=get_token(request), message=message)


def _answer(status: int, **said: Any) -> HttpResponse:
    response = JsonResponse(said, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
