"""Every error as `application/problem+json` (RFC 9457)."""

from collections.abc import Iterable
from typing import Any

import msgspec
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from incidents.api import problems
from incidents.api.problems import Problem, ProblemItem, ProblemKind

MEDIA_TYPE = "application/problem+json"


class Failed(Exception):
    """Ends a request with a problem. The client gets `detail` and the faults."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str,
        *,
        faults: Iterable[ProblemItem] = (),
        did_you_mean: Iterable[str] = (),
    ) -> None:
        super().__init__(detail)
        self.problem = Problem(
            type=_address(kind),
            title=kind.title,
            status=kind.status,
            detail=detail,
            errors=tuple(faults),
            did_you_mean=tuple(did_you_mean),
        )


def answer(error: Exception, context: dict[str, Any]) -> HttpResponse | None:
    """REST framework's exception handler; None for unexpected exceptions."""
    if isinstance(error, Failed):
        return response(error.problem)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, SuspiciousOperation):  # its own words name settings
        error = exceptions.ParseError("The request is not as this API can read it: too many parameters, say.")
    if isinstance(error, exceptions.APIException):
        set_rollback()
        return _refusal(error, context)
    return None


def response(problem: Problem) -> HttpResponse:
    answered = HttpResponse(msgspec.json.encode(problem), content_type=MEDIA_TYPE, status=problem.status)
    answered["Cache-Control"] = "no-store"
    return answered


def unknown_address(request: HttpRequest, **_kwargs: str) -> HttpResponse:
    """For every path below the API that nothing else answers."""
    detail = f"{request.path} is no address of this API; {reverse('api-v1:root')} lists them."
    return response(Failed(problems.UNKNOWN_ADDRESS, detail).problem)


def bad_request(_request: HttpRequest) -> HttpResponse:
    """The response to a request that is refused before any view sees it."""
    return _plain(problems.BAD_REQUEST)


def broken(_request: HttpRequest) -> HttpResponse:
    """For an exception that nobody expected."""
    return _plain(problems.INTERNAL)


def unavailable(reason: str) -> HttpResponse:
    """While something that is needed is not there, such as the database."""
    return response(Failed(problems.UNAVAILABLE, f"{reason} {problems.UNAVAILABLE.meaning}").problem)


def _plain(kind: ProblemKind) -> HttpResponse:
    return response(Failed(kind, kind.meaning).problem)


def _refusal(error: exceptions.APIException, context: dict[str, Any]) -> HttpResponse:
    kind = getattr(error, "kind", None) or problems.of_status(error.status_code)
    answered = response(Failed(kind, _detail(error, context)).problem)
    for header in ("auth_header", "wait"):
        if value := getattr(error, header, None):
            answered["WWW-Authenticate" if header == "auth_header" else "Retry-After"] = str(value)
    return answered


def _detail(error: exceptions.APIException, context: dict[str, Any]) -> str:
    view = context["view"]
    if isinstance(error, exceptions.MethodNotAllowed):
        return f"{context['request'].method} is not possible here; {', '.join(view.allowed_methods)} are."
    if isinstance(error, exceptions.NotAcceptable):
        possible = ", ".join(renderer.media_type for renderer in view.get_renderers())
        return f"What you accept is not to be had here; ask for one of: {possible}."
    if isinstance(error, exceptions.Throttled):
        return "You sent a lot in a short time; “Retry-After” says when to ask again."
    if isinstance(error, exceptions.NotAuthenticated):
        return "This instance is read by those who are signed in, or send a token."
    return str(error.detail)


def _address(kind: ProblemKind) -> str:
    return f"{settings.BASE_URL}{reverse('api-problems')}#{kind.slug}" if kind.slug else "about:blank"
