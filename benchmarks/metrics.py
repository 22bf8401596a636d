"""What counting for monitoring adds to a request: requests in pairs, one that is not counted and one that is.

Without the web server, so that all of it is the application; last, how long a scrape takes.
"""

import os
import tempfile
from importlib import import_module
from statistics import median, quantiles
from time import perf_counter, thread_time
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.utils import timezone

from benchmarks import pairs
from benchmarks.results import HEAD, Result

PAIRS, WARMING, SCRAPES = 1_000, 100, 20
MOST = 2.0  # per cent of a request
PATHS = {
    "a story over the API": "/api/v1/stories/KF-15",
    "a list of 50 over the API": "/api/v1/stories?limit=50",
    "the page of a story": "/KF-15",
    "the page of the list": "/stories/",
}


def main() -> None:
    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0)
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.METRICS_TOKEN = ""
    plain = get_wsgi_application()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        settings.METRICS_TOKEN = "x" * 24
        counting = get_wsgi_application()
        print(HEAD)
        for name, path in PATHS.items():
            print(_added(name, path, plain, counting), flush=True)
        print(_scrape())


def _added(name: str, path: str, plain: Any, counting: Any) -> Result:
    taken = [_pair(path, plain, counting, swapped=bool(number % 2)) for number in range(PAIRS + WARMING)]
    alone = median(one for one, _ in taken[WARMING:])
    added = [two - one for one, two in taken[WARMING:]]
    low, *_, high = quantiles(added, n=4)
    half = f"half of the pairs {low * 1e6:.0f} to {high * 1e6:.0f}"
    note = f"{median(added) * 1e6:.0f} µs of {alone * 1e6:.0f} ({half})"
    return Result(f"counting adds to {name}", 100 * median(added) / alone, MOST, unit="%", note=note)


def _pair(path: str, plain: Any, counting: Any, *, swapped: bool) -> tuple[float, float]:
    """Each goes first in every other pair: who comes second finds more in the processor's memory."""
    if not swapped:
        return _seconds(plain, path), _seconds(counting, path)
    counted = _seconds(counting, path)
    return _seconds(plain, path), counted


def _seconds(application: Any, path: str) -> float:
    """Processor time, since the machine does other work, too."""
    return pairs.seconds(application, path, clock=thread_time)


def _scrape() -> Result:
    counted, rows = (import_module(f"kb.metrics.{name}") for name in ("counted", "rows"))
    times = []
    for _ in range(SCRAPES):
        began = perf_counter()
        counted.text([rows.RowsCollector(timezone.now())])
        times.append(perf_counter() - began)
    return Result(
        "a scrape, median", median(times) * 1e3, 100.0, unit="ms", note=f"{max(times) * 1e3:.0f} at most"
    )
