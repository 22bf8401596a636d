"""The answer to monitoring, for who sends the token."""

import asyncio
from hmac import compare_digest
from typing import Final

from asgiref.typing import HTTPScope
from django.utils import timezone
from prometheus_client import CONTENT_TYPE_LATEST
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from kb.gateway.responses import Response
from kb.health.answers import Readiness
from kb.health.watched import CheckResult
from kb.metrics import counted
from kb.metrics.rows import RowsCollector

SCHEME: Final = b"bearer"


class Metrics:
    """One scrape at a time: the next one waits for it."""

    def __init__(self, *, token: str, readiness: Readiness) -> None:
        self.token = token.encode()
        self.readiness = readiness
        self.alone = asyncio.Lock()

    async def __call__(self, scope: HTTPScope) -> Response:
        if not self._is_known(scope):
            return _response(401, b"Send the token of SOUNDINGS_METRICS_TOKEN.\n", b"text/plain")
        results = await self.readiness.results()
        async with self.alone:
            body = await asyncio.to_thread(_text, results)
        return _response(200, body, CONTENT_TYPE_LATEST.encode())

    def _is_known(self, scope: HTTPScope) -> bool:
        sent = [value for name, value in scope["headers"] if name == b"authorization"]
        scheme, _, token = (sent or [b""])[0].partition(b" ")
        return scheme.lower() == SCHEME and compare_digest(token.strip(), self.token)


class ReadinessCollector(Collector):
    def __init__(self, results: list[CheckResult]) -> None:
        self.results = results

    def collect(self) -> list[Metric]:
        ready = GaugeMetricFamily("soundings_ready", "Whether a check of /readyz is well.", labels=["check"])
        for result in self.results:
            ready.add_metric([result.name], float(result.is_ready))
        return [ready]


def _text(results: list[CheckResult]) -> bytes:
    return counted.text([ReadinessCollector(results), RowsCollector(timezone.now())])


def _response(status: int, body: bytes, kind: bytes) -> Response:
    headers = [
        (b"content-type", kind),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
        (b"x-content-type-options", b"nosniff"),
    ]
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    return Response(status, headers, body)
