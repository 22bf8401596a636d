"""What the web server loads: Django behind the gateway that reads bodies and hands out threads."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings

from kb import wsgi  # first: it sets Django up
from kb.gateway.application import Gateway, OwnAnswer
from kb.gateway.bodies import Limits
from kb.gateway.lanes import ThreadLane
from kb.health import answers, checks
from kb.health.watched import WatchedCheck

SLOW_PATHS = ("/api/v1/export/", "/sign-in/provider")
"""Beginnings of the addresses that take long to read, or ask another server."""
BODIES_TOGETHER = 256
SIZE_TOGETHER = 64 * 2**20
"""Bytes of all bodies that one process holds."""
READING_WAITS = 1024
SLOW_WAITS = 16
"""Requests that may wait for a thread of a lane."""
NICENESS = 10
"""Of what takes long: where processors are short, reading comes first."""
CHECK_SECONDS = 2.0
"""Within which a check of `/readyz` has to say that all is well."""
REMEMBERED = 1.0
"""Seconds for which it is not asked again."""

readiness = answers.Readiness(
    WatchedCheck(check, deadline=CHECK_SECONDS, remembered=REMEMBERED) for check in checks.EVERY
)
own: dict[str, OwnAnswer] = {"/healthz": answers.alive, "/readyz": readiness}
count_refusal: Callable[[int], object] = int
if settings.METRICS_TOKEN:
    metrics: Any = import_module("kb.metrics.answers")  # takes memory
    own["/metrics"] = metrics.Metrics(token=settings.METRICS_TOKEN, readiness=readiness)
    count_refusal = metrics.counted.refused

application = Gateway(
    wsgi.application,
    limits=Limits(
        size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
        seconds=settings.BODY_SECONDS,
        rate=settings.BODY_RATE,
        bodies_together=BODIES_TOGETHER,
        size_together=SIZE_TOGETHER,
    ),
    reading=ThreadLane("reading", threads=settings.WEB_THREADS, waiting=READING_WAITS),
    slow=ThreadLane("slow", threads=settings.SLOW_THREADS, waiting=SLOW_WAITS, niceness=NICENESS),
    slow_paths=SLOW_PATHS,
    own=own,
    count_refusal=count_refusal,
)
