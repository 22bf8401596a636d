"""The answers to probes, as JSON. The gateway gives them, so they need neither a thread nor a host name."""

import asyncio
import json
from collections.abc import Collection, Iterable
from typing import Any
from urllib.parse import parse_qsl

from asgiref.typing import HTTPScope

from kb.gateway.responses import Headers, Response
from kb.health.watched import CheckResult, WatchedCheck

RETRY_AFTER = "5"
LEFT_OUT = "exclude"
"""The parameter that names a check which is not to be asked."""
HEADERS: Headers = [
    (b"content-type", b"application/json"),
    (b"cache-control", b"no-store"),
    (b"x-content-type-options", b"nosniff"),
]


async def alive(_scope: HTTPScope) -> Response:
    """Whether the process takes requests at all."""
    return _response(200, [json.dumps({"alive": True})])


class Readiness:
    """Whether this process can answer: 200, or 503 where a check fails."""

    def __init__(self, checks: Iterable[WatchedCheck]) -> None:
        self.checks = {watched.check.name: watched for watched in checks}

    async def __call__(self, scope: HTTPScope) -> Response:
        left_out = {value for name, value in _parameters(scope) if name == LEFT_OUT}
        if left_out - self.checks.keys():
            known = ", ".join(self.checks)
            return _response(400, [json.dumps({"error": f"{LEFT_OUT} takes one of: {known}."})])
        found = await self.results(left_out)
        is_ready = all(one.is_ready for one in found)
        return _response(200 if is_ready else 503, _lines(found, is_ready=is_ready))

    async def results(self, left_out: Collection[str] = ()) -> list[CheckResult]:
        wanted = [watched for name, watched in self.checks.items() if name not in left_out]
        return await asyncio.gather(*(watched.result() for watched in wanted))


def _lines(found: Iterable[CheckResult], *, is_ready: bool) -> list[str]:
    """A line for each check, so that a terminal shows it, too."""
    checks = [_object({"check": one.name, "ready": one.is_ready, "says": one.says}) for one in found]
    return [f'{{"ready": {json.dumps(is_ready)}, "checks": [', ",\n".join(checks), "]}"]


def _object(values: dict[str, Any]) -> str:
    return f"  {json.dumps(values)}"


def _parameters(scope: HTTPScope) -> list[tuple[str, str]]:
    return parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)


def _response(status: int, lines: list[str]) -> Response:
    body = ("\n".join(lines) + "\n").encode()
    headers = [*HEADERS, (b"content-length", str(len(body)).encode())]
    if status == 503:
        headers.append((b"retry-after", RETRY_AFTER.encode()))
    return Response(status, headers, body)
