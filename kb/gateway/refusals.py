"""Responses of the gateway itself, rendered once: a page, or a problem of the API."""

from functools import cache

from asgiref.typing import HTTPScope
from csp.utils import build_policy
from django.http import HttpResponse

from incidents.api.errors import Failed
from incidents.api.errors import response as as_problem
from incidents.api.problems import ProblemKind
from incidents.web.errors import refused as as_page
from kb.gateway.responses import Headers, Response, Send

API = "/api/"
RETRY_AFTER = "5"
"""Seconds, where it may be less busy then."""


async def send(scope: HTTPScope, send: Send, kind: ProblemKind) -> None:
    """Closes the connection, since what is left of the body stays unread."""
    status, headers, body = _rendered(kind, scope["path"].startswith(API))
    await Response(status, headers, body).send(send)


@cache
def _rendered(kind: ProblemKind, is_api: bool) -> tuple[int, Headers, bytes]:
    rendered = (
        as_problem(Failed(kind, kind.meaning).problem) if is_api else as_page(kind.status, kind.meaning)
    )
    _add_headers(rendered)
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in rendered.items()]
    return rendered.status_code, headers, rendered.content


def _add_headers(rendered: HttpResponse) -> None:
    """Those that the middleware adds to other responses, and those of a connection that ends."""
    rendered["Cache-Control"] = "no-store"
    rendered["Connection"] = "close"
    rendered["Content-Length"] = str(len(rendered.content))
    rendered["Content-Security-Policy"] = build_policy()
    rendered["X-Content-Type-Options"] = "nosniff"
    if rendered.status_code == 503:
        rendered["Retry-After"] = RETRY_AFTER
