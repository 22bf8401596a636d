"""Requests in pairs, one without something and one with it, to the application without a web server."""

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter
from typing import Any

from django.core.wsgi import get_wsgi_application
from django.test import RequestFactory

WARMING = 100


@dataclass(frozen=True)
class Difference:
    """Seconds: medians, and between which lie half of the differences."""

    plain: float
    more: float
    low: float
    high: float

    @property
    def half(self) -> str:
        return f"half of the pairs {self.low * 1e3:.2f} to {self.high * 1e3:.2f}"


def difference(path: str, *, pairs: int, **headers: str) -> Difference:
    """What `headers`, named as in a WSGI environment, add to an answer, which is 200 both times."""
    application = get_wsgi_application()
    taken = [
        (seconds(application, path), seconds(application, path, **headers)) for _ in range(pairs + WARMING)
    ][WARMING:]
    more = [two - one for one, two in taken]
    low, *_, high = quantiles(more, n=4)
    return Difference(median(one for one, _ in taken), median(more), low, high)


def seconds(
    application: Any, path: str, *, clock: Callable[[], float] = perf_counter, **headers: str
) -> float:
    """How long one answer takes, its body included, by the `clock`."""
    environ = RequestFactory(SERVER_NAME="localhost").get(path, **headers).environ
    statuses: list[str] = []
    began = clock()
    answer = application(environ, lambda status, _headers: statuses.append(status))
    b"".join(answer)
    answer.close()
    spent = clock() - began
    assert statuses == ["200 OK"], (path, statuses)
    return spent
