"""Caching of answers: for how long, by whom, and conditional requests."""

from hashlib import sha256

import msgspec
from django.conf import settings
from django.http.response import HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from msgspec import Struct
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.permissions import reader_of

NOWHERE = "private, no-store"


def control(request: Request, *, public: bool = True) -> str:
    """`public`: whether everybody may read the response."""
    return settings.CACHED_IN_PUBLIC if public and not reader_of(request).is_signed_in else NOWHERE


def unchanged(request: Request, *, etag: str, modified: int | None = None) -> HttpResponseBase | None:
    """The response (304) to a client whose copy is current. Raises `Failed` (412) where its condition fails.

    `modified` is in seconds since 1970, here and below.
    """
    response: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is not None and response.status_code == problems.CHANGED.status:
        raise Failed(problems.CHANGED, problems.CHANGED.meaning)
    return response


def mark(
    response: HttpResponseBase,
    request: Request,
    *,
    etag: str,
    modified: int | None = None,
    public: bool = True,
) -> HttpResponseBase:
    response["ETag"] = etag
    response["Cache-Control"] = control(request, public=public)
    if modified:
        response["Last-Modified"] = http_date(modified)
    return response


def tagged(request: Request, content: Struct | bytes, *, public: bool = True) -> HttpResponseBase:
    """A response whose ETag is made from its bytes, for what is cheap to make."""
    body = content if isinstance(content, bytes) else msgspec.json.encode(content)
    etag = tag(body)
    # Not REST framework's response: what is finished needs no renderer.
    finished = HttpResponse(body, content_type=_content_type(request.accepted_renderer))
    response = unchanged(request, etag=etag) or finished
    return mark(response, request, etag=etag, public=public)


def tag(body: bytes) -> str:
    """The ETag of a representation."""
    return f'"{sha256(body).hexdigest()[:32]}"'


def _content_type(renderer: BaseRenderer) -> str:
    return f"{renderer.media_type}; charset={renderer.charset}" if renderer.charset else renderer.media_type
