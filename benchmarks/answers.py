"""Measures the reading API: one story, and a list of fifty."""

from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

from benchmarks import load, statements
from benchmarks.results import Result
from benchmarks.site import Site

STORY = "/api/v1/stories/KF-15"
EMPTY = "/api/v1/empty"
LIST = "/api/v1/stories?limit=50"
SEARCHES = {
    "list of 50": (LIST, 1.5),
    "list of 50, facets": (f"{LIST}&facets=true", 3.0),
    "list of 50, facets and full text": (f"{LIST}&facets=true&q=backlog", 3.0),
    "list of 50, facets and a very common word": (f"{LIST}&facets=true&q=latency", 3.0),
}


def measured(site: Site) -> Iterator[Result]:
    yield from _story(site)
    for name, (path, most) in SEARCHES.items():
        yield from _list(site, name, path, most)


def _story(site: Site) -> Iterator[Result]:
    story, empty = f"{site.address}{STORY}", f"{site.address}{EMPTY}"
    signed_in = f"Cookie: {site.cookie}"
    recorded = statements.record(STORY)
    script = statements.script(site.database, recorded)
    rate = load.alternate(
        {
            "empty": partial(_rate, empty),
            "200": partial(_rate, story),
            "304": partial(_rate, story, f"If-None-Match: {_etag(site)}"),
            "empty, signed in": partial(_rate, empty, signed_in),
            "200, signed in": partial(_rate, story, signed_in),
            "pgbench": partial(load.transactions, site.database, script),
        }
    )

    def ratio(what: str, one: str, other: str, least: float) -> Result:
        note = f"{one} {rate[one]:,.0f}/s, {other} {rate[other]:,.0f}/s"
        return Result(what, rate[one] / rate[other], least, is_least=True, note=note)

    yield Result("one story", rate["200"], 1000, is_least=True, unit="/s")
    yield ratio("one story : empty REST framework view", "200", "empty", 0.5)
    yield ratio("the same, signed in", "200, signed in", "empty, signed in", 0.5)
    yield ratio("one story : pgbench", "200", "pgbench", 0.3)
    yield ratio("304 : 200", "304", "200", 1.0)


def _list(site: Site, name: str, path: str, most: float) -> Iterator[Result]:
    recorded = statements.record(path)
    address = f"{site.address}{path}"
    times = load.alternate(
        {
            "http": lambda: load.requests(address, clients=1, seconds=2).median,
            "sql": partial(statements.alone, site.database, recorded),
        }
    )
    http, sql, rate = times["http"], times["sql"], median(_rate(address) for _ in range(load.ROUNDS))
    note = f"{http:.1f} ms, its SQL {sql:.1f} ms; {rate:,.0f}/s with {load.CLIENTS} clients"
    yield Result(f"{name} : its SQL", http / sql, most, note=note)
    yield Result(f"{name}, queries", len(statements.queries(recorded)), 6)


def _rate(address: str, *headers: str) -> float:
    return load.requests(address, *headers).rate


def _etag(site: Site) -> str:
    connection = HTTPConnection(urlsplit(site.address).netloc)
    connection.request("GET", STORY)
    response = connection.getresponse()
    assert response.status == 200
    return response.headers["ETag"]
