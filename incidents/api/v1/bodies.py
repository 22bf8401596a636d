"""What clients send to be judged: read whole, bounded, refused with every fault at its place."""

from collections.abc import Mapping
from difflib import get_close_matches
from itertools import islice
from typing import Any

import msgspec
from rest_framework.authentication import SessionAuthentication
from rest_framework.parsers import BaseParser
from rest_framework.request import Request

from incidents.api import problems
from incidents.api.errors import Failed
from incidents.api.problems import Fault

MOST = 4 * 2**20
"""Bytes of one request."""
MOST_FAULTS = 100
"""Looked for in one body; who sends more of them looks through none."""
JSON = "application/json"
NO_JSON = (msgspec.DecodeError, UnicodeError, RecursionError)
WHOLE = "whole"
LONGEST_NAME = 80
"""Characters of the name of a field that are told, and compared with those that are known."""


class Reading(SessionAuthentication):
    """For what changes nothing: a form from elsewhere can do no harm here."""

    def enforce_csrf(self, request: Request) -> None:
        return


class Whole(BaseParser):
    """Any body, as bytes."""

    media_type = "*/*"

    def parse(
        self, stream: Any, media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, bytes]:
        return {WHOLE: stream.read(MOST + 1)}


def of(request: Request) -> bytes:
    _check_form(request)
    told = request.META.get("CONTENT_LENGTH") or "0"
    if not told.isdecimal() or int(told[:12]) > MOST:
        raise too_large()
    sent = request.data
    data: bytes = sent.get(WHOLE, b"") if isinstance(sent, dict) else b""
    if not data.strip():
        raise refused([Fault(pointer="", message="is empty; send what is to be judged")])
    if len(data) > MOST:
        raise too_large()
    return data


def too_large() -> Failed:
    detail = f"The body is larger than {MOST // 2**20} MiB; nothing of it was read. Send less at once."
    return Failed(problems.TOO_LARGE, detail)


def _check_form(request: Request) -> None:
    """What was packed, or wrapped in a form, would be read as something else, in which nothing is wrong."""
    if request.META.get("HTTP_CONTENT_ENCODING", "identity").lower() != "identity":
        raise Failed(problems.NOT_READ, "The body is packed; send it without “Content-Encoding”.")
    if _media_type(request) == "multipart/form-data":
        raise Failed(
            problems.NOT_READ, "A form with files is not read here; send the text itself as the body."
        )
    if "HTTP_TRANSFER_ENCODING" in request.META and not request.META.get("CONTENT_LENGTH"):
        raise Failed(problems.LENGTH_REQUIRED, problems.LENGTH_REQUIRED.meaning)


def _media_type(request: Request) -> str:
    return str(request.content_type or "").partition(";")[0].strip().lower()


def is_json(request: Request) -> bool:
    told = _media_type(request)
    return told in {JSON, "text/json"} or told.endswith("+json")


def json_of(data: bytes) -> Any:
    try:
        return msgspec.json.decode(data)
    except NO_JSON as error:
        raise refused([Fault(pointer="", message=f"is no JSON: {error}")]) from None


def json_if_any(data: bytes) -> Any:
    """None where it is none, for what may be YAML as well."""
    try:
        return msgspec.json.decode(data)
    except NO_JSON:
        return None


def refused(faults: list[Fault]) -> Failed:
    detail = "; ".join(f"{fault.pointer or 'the body'} {fault.message}" for fault in faults)
    return Failed(problems.INVALID_BODY, detail, faults=faults)


def unknown(fields: Mapping[str, Any], known: tuple[str, ...], pointer: str = "") -> list[Fault]:
    """A fault for each field that is none, with the one that may have been meant."""
    faults = []
    for name in islice((name for name in fields if name not in known), MOST_FAULTS):
        near = get_close_matches(name[:LONGEST_NAME], known, n=1)
        hint = f"did you mean {near[0]}?" if near else f"known here: {', '.join(known)}"
        faults.append(Fault(pointer=f"{pointer}/{name[:LONGEST_NAME]}", message=f"is no field here; {hint}"))
    return faults
