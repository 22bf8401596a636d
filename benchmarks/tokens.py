"""What a token adds to a read over the API: requests in pairs, one without it and one with it.

Without the web server, so that all of it is the application. Whoever reads by token reads as somebody signed
in, which costs more than a stranger does; what finding out who sends it takes is measured apart.
"""

from collections.abc import Iterator
from secrets import token_bytes
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory
from django.utils import timezone

from benchmarks.results import HEAD, Result
from incidents.domain.people import bearers, tokens
from incidents.models import User

PAIRS, WARMING = 1_500, 100
MOST = 0.5  # milliseconds
PATHS = {
    "a story": "/api/v1/stories/KF-15",
    "a list of 50": "/api/v1/stories?limit=50",
    "words, with facets": "/api/v1/stories?q=backlog&facets=true",
    "the bundle": "/api/v1/export/bundle.json",
}


def main() -> None:
    for command in ("migrate", "createcachetable", "load_catalogue"):
        call_command(command, verbosity=0)
    owner = User.objects.create_user("pipeline")
    new = tokens.create(
        owner=owner,
        actor=owner,
        name="Benchmark",
        scopes=["read"],
        days=1,
        random=token_bytes(tokens.RANDOM_BYTES),
        now=timezone.now(),
    )
    print(HEAD)
    times = [_finding_out(new.written) for _ in range(PAIRS)]
    note = f"{min(times) * 1e3:.2f} at best; the bound is a tenth of reading a story"
    print(Result("finding out who sends it, median", median(times) * 1e3, 0.2, unit="ms", note=note))
    for name, path in PATHS.items():
        for result in _measured(name, path, f"Bearer {new.written}"):
            print(result, flush=True)


def _finding_out(written: str) -> float:
    began = perf_counter()
    assert bearers.bearer(written=written, address="127.0.0.1", now=timezone.now())
    return perf_counter() - began


def _measured(name: str, path: str, header: str) -> Iterator[Result]:
    application = get_wsgi_application()
    pairs = [
        (_seconds(application, path), _seconds(application, path, HTTP_AUTHORIZATION=header))
        for _ in range(PAIRS + WARMING)
    ][WARMING:]
    plain, more = median(one for one, _ in pairs), median(two - one for one, two in pairs)
    low, *_, high = quantiles((two - one for one, two in pairs), n=4)
    half = f"half of the pairs {low * 1e3:.2f} to {high * 1e3:.2f}"
    note = f"{plain * 1e3:.2f} ms without; {100 * more / plain:.0f} % ({half})"
    yield Result(f"a token adds to {name}, median", more * 1e3, MOST, unit="ms", note=note)


def _seconds(application: Any, path: str, **headers: str) -> float:
    environ = RequestFactory(SERVER_NAME="localhost").get(path, **headers).environ
    statuses: list[str] = []
    began = perf_counter()
    answer = application(environ, lambda status, _headers: statuses.append(status))
    b"".join(answer)
    answer.close()
    spent = perf_counter() - began
    assert statuses == ["200 OK"], (path, statuses)
    return spent
