"""What a token adds to a read over the API: requests in pairs, one without it and one with it.

Without the web server, so that all of it is the application. Whoever reads by token reads as somebody signed
in, which costs more than a stranger does; what finding out who sends it takes is measured apart.
"""

from secrets import token_bytes
from statistics import median
from time import perf_counter

from django.core.management import call_command
from django.utils import timezone

from benchmarks import pairs
from benchmarks.results import HEAD, Result
from incidents.domain.people import bearers, tokens
from incidents.models import User

PAIRS = 1_500
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
        print(_measured(name, path, f"Bearer {new.written}"), flush=True)


def _finding_out(written: str) -> float:
    began = perf_counter()
    assert bearers.bearer(written=written, address="127.0.0.1", now=timezone.now())
    return perf_counter() - began


def _measured(name: str, path: str, header: str) -> Result:
    token = pairs.difference(path, pairs=PAIRS, HTTP_AUTHORIZATION=header)
    share = f"{token.plain * 1e3:.2f} ms without; {100 * token.more / token.plain:.0f} % ({token.half})"
    return Result(f"a token adds to {name}, median", token.more * 1e3, MOST, unit="ms", note=share)
