"""`Idempotency-Key`: a POST that is sent again under its key is done once, and answered as the first time.

An operation that creates something declares it by `once_per_key`; nothing else knows of it.
"""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import APIException
from rest_framework.request import Request

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.permissions import account_of
from incidents.api.problems import ProblemItem
from incidents.api.v1 import bodies, openapi
from incidents.domain import idempotency
from incidents.domain.idempotency import SentRequest
from incidents.domain.people import TokenBearer
from incidents.errors import NotReady, Refused
from incidents.models import KeptAnswer

KEY = re.compile(r'"(?P<quoted>[ !#-\[\]-~]{1,255})"|(?P<bare>[!#-\[\]-~]{1,255})')
HINT = 'write 1 to 255 characters of ASCII, such as a UUID, in quotation marks; neither “"” nor “\\” in it'
HEADER = OpenApiParameter(
    openapi.KEY,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    description="A name of your own for this request, such as a UUID. Sent again within a day, the same "
    "request is not done again and gets the first answer; another one under it is a 422.",
)
Post = Callable[..., HttpResponseBase]


class UnderWay(APIException):
    status_code = 409
    kind = problems.UNDER_WAY

    def __init__(self, problem: NotReady) -> None:
        super().__init__(problem.message)
        self.wait = problem.wait


def once_per_key(post: Post) -> Post:
    """The operation does what a key names once. What it refuses has changed nothing, so that is not kept."""

    @wraps(post)
    def answer(view: Any, request: Request, **kwargs: Any) -> HttpResponseBase:
        written = request.META.get("HTTP_IDEMPOTENCY_KEY")
        if written is None:
            return post(view, request, **kwargs)
        sent = SentRequest(_client(request), _key(written), _content(request))
        with transaction.atomic():
            kept = _kept(sent)
            return _again(kept) if kept else _done(sent, post(view, request, **kwargs))

    declared: Post = extend_schema(parameters=[HEADER])(answer)
    return declared


def _client(request: Request) -> str:
    """Each token has keys of its own, and so have the sessions of an account."""
    person, bearer = account_of(request), request.auth
    return f"token {bearer.token}" if isinstance(bearer, TokenBearer) else f"account {person.pk}"


def _key(written: str) -> str:
    found = KEY.fullmatch(written.strip())
    if found is None:
        fault = ProblemItem(parameter=openapi.KEY, message=f"is not possible; {HINT}")
        raise Failed(problems.INVALID_PARAMETERS, f"{openapi.KEY} {fault.message}", faults=[fault])
    return found["quoted"] or found["bare"]


def _content(request: Request) -> bytes:
    head = f"{request.method} {request.get_full_path()} {request.content_type}\n"
    return head.encode() + bodies.sent(request)


def _kept(sent: SentRequest) -> KeptAnswer | None:
    try:
        return idempotency.answered(request=sent, now=timezone.now())
    except NotReady as problem:
        raise UnderWay(problem) from None
    except Refused as problem:
        raise Failed(problems.KEY_USED, problem.message) from None


def _done(sent: SentRequest, response: HttpResponseBase) -> HttpResponseBase:
    if isinstance(response, HttpResponse) and 200 <= response.status_code < 300:
        idempotency.keep(
            request=sent,
            status=response.status_code,
            headers=dict(response.items()),
            body=response.content.decode(),
            now=timezone.now(),
        )
    return response


def _again(kept: KeptAnswer) -> HttpResponseBase:
    response = HttpResponse(kept.body, status=kept.status)
    for name, value in kept.headers.items():
        response[name] = value
    return response
