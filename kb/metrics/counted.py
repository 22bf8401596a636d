"""What each web process counts, in files that all of the machine share; loaded only where monitoring is on.

Names of views and methods are few and known, so no client makes a series of its own.
"""

import logging
import os
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

logger = logging.getLogger(__name__)

ROOM = 2**20
"""Bytes of a file of counts, several times what all views need."""
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)
"""Seconds."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
PLACE = ["view", "method"]

REQUESTS = Counter("soundings_requests", "Requests that Django answered.", [*PLACE, "status"])
SECONDS = Histogram(
    "soundings_request_seconds", "Seconds until the answer was there.", PLACE, buckets=BUCKETS
)
STATEMENTS = Counter("soundings_request_statements", "Statements to the database during requests.", PLACE)
REFUSED = Counter(
    "soundings_refused_requests",
    "Requests that the gateway ended before Django: a slow or large body, too much to do.",
    ["status"],
)


def _reserve(folder: Path) -> None:
    """Makes the files of this process with all of their room, under the names that the library gives them.

    Raises `OSError` where there is no room.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for kind in ("counter", "histogram"):
        file = folder / f"{kind}_{os.getpid()}.db"
        if file.exists():  # of an earlier process with this number: the sums go on
            continue
        made = file.with_suffix(".new")
        with made.open("wb") as opened:
            os.posix_fallocate(opened.fileno(), 0, ROOM)
        made.replace(file)  # whoever reads meanwhile sees all of it, or nothing


try:
    _reserve(settings.VAR_DIR / "metrics")
except OSError:
    logger.exception("There is no room for the files of /metrics; this process counts nothing.")
    HAS_ROOM = False
else:
    HAS_ROOM = True
"""Without room nothing is counted: a process that writes to a file in memory dies where the disk is full."""


def request(*, view: str, method: str, status: int, seconds: float, statements: int) -> None:
    if not HAS_ROOM:
        return
    requests, lasted, sent = _series(view, method if method in METHODS else "other", status)
    requests.inc()
    lasted.observe(seconds)
    if statements:
        sent.inc(statements)


def refused(status: int) -> None:
    if HAS_ROOM:
        REFUSED.labels(str(status)).inc()


def text(more: Iterable[Collector]) -> bytes:
    """Everything in the format of Prometheus: the sums over all processes, and what `more` knows."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    for one in more:
        registry.register(one)
    return generate_latest(registry)


@lru_cache(maxsize=4096)
def _series(view: str, method: str, status: int) -> tuple[Counter, Histogram, Counter]:
    """Looking them up by their labels takes longer than counting."""
    return (
        REQUESTS.labels(view, method, str(status)),
        SECONDS.labels(view, method),
        STATEMENTS.labels(view, method),
    )
