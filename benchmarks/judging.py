"""Measures linting over the API, compared with the engine alone plus an empty request."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from benchmarks.results import Result
from benchmarks.site import Site
from incidents.domain.rules import running
from incidents.models.reader import ANYBODY
from incidents.rules.lint.linter import File

MANIFEST = Path(__file__).parents[1] / (
    "fixtures/stories/zalando-kubecon-eu-2019/evidence/KF-15-cronjob-misplaced-fields.yaml"
)
YAML = {"Content-Type": "application/yaml"}
WARMING, ROUNDS = 40, 300
MOST = 2.0


def measured(site: Site) -> Iterator[Result]:
    """Measures requests over one connection, alternating with the engine in this process."""
    content = MANIFEST.read_bytes()
    linter = running.linter(ANYBODY)

    def engine() -> None:
        linter.lint([File("manifest.yaml", content)])

    with closing(HTTPConnection(urlsplit(site.address).netloc)) as connection:

        def request(method: str, path: str, body: bytes | None = None) -> None:
            connection.request(method, path, body, YAML if body else {})
            response = connection.getresponse()
            assert response.status == 200
            response.read()

        times = _alternate(
            engine,
            lambda: request("GET", "/api/v1/empty"),
            lambda: request("POST", "/api/v1/lint", content),
        )
    alone, empty, linted = (median(some) * 1e3 for some in times)
    note = f"{linted:.2f} ms; engine {alone:.2f} ms, empty request {empty:.2f} ms"
    yield Result(
        "linting one manifest : engine and an empty request", linted / (alone + empty), MOST, note=note
    )


def _alternate(*jobs: Callable[[], None]) -> list[list[float]]:
    """The seconds of each job in each round."""
    times: list[list[float]] = [[] for _ in jobs]
    for number in range(WARMING + ROUNDS):
        for job, taken in zip(jobs, times, strict=True):
            start = time.perf_counter()
            job()
            if number >= WARMING:
                taken.append(time.perf_counter() - start)
    return times
