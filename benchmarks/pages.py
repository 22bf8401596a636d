"""Measures pages: requests per second, number of queries, and bytes over the wire."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import median
from urllib.parse import urlsplit

from benchmarks import load, statements
from benchmarks.results import Result
from benchmarks.site import Site
from incidents.models import Incident

COMPRESSED = {"Accept-Encoding": "gzip, deflate, br"}
LOADED = re.compile(rb"<(?:script|link)\b[^>]*?(?:src|href)=\"(/static/[^\"]+)\"")
MOST_BYTES = 60.0  # kB
CORES = 2


@dataclass(frozen=True)
class Page:
    name: str
    path: str
    least: float
    """Requests per second."""
    queries: int


STORY = Page("story page", "/KF-15", 150, 6)
LIST = Page("list page with search", "/stories/?q=backlog", 120, 8)


def measured(site: Site) -> Iterator[Result]:
    for page in (STORY, LIST):
        yield _speed(site, page)
        yield _speed(site, page, site.cookie)
        yield _queries(page)
        yield _queries(page, site.cookie)
    yield Result("story page with styles and script", _wire(site, STORY.path), MOST_BYTES, unit="kB")
    heaviest, size = max(((path, _wire(site, path)) for path in _stories()), key=lambda pair: pair[1])
    yield Result("the heaviest of the catalogue", size, MOST_BYTES, unit="kB", note=heaviest)


def _speed(site: Site, page: Page, cookie: str = "") -> Result:
    headers = ["Accept-Encoding: gzip, deflate, br", *([f"Cookie: {cookie}"] if cookie else [])]
    before = site.processor_seconds()
    rates = [load.requests(f"{site.address}{page.path}", *headers).rate for _ in range(load.ROUNDS)]
    spent = (site.processor_seconds() - before) / (sum(rates) * load.SECONDS)
    note = f"{spent * 1e3:.1f} ms of processor time each: {CORES / spent:,.0f}/s on {CORES} free cores"
    return Result(_named(page.name, cookie), median(rates), page.least, is_least=True, unit="/s", note=note)


def _queries(page: Page, cookie: str = "") -> Result:
    count = len(statements.queries(statements.record(page.path, cookie=cookie)))
    return Result(_named(f"{page.name}, queries", cookie), count, page.queries)


def _named(name: str, cookie: str) -> str:
    return f"{name}, signed in" if cookie else name


def _stories() -> list[str]:
    catalogue = Incident.objects.published().filter(revision__origin="catalogue").exclude(prefix="GEN")
    return [f"/{ref}" for ref in catalogue.values_list("ref", flat=True)]


def _wire(site: Site, path: str) -> float:
    """Kilobytes of headers and bodies of the page and of everything it loads."""
    _, page = _answer(site, path, {})
    loads = {path, *(found.decode() for found in LOADED.findall(page))}
    return sum(_answer(site, each, COMPRESSED)[0] for each in loads) / 1e3


def _answer(site: Site, path: str, headers: dict[str, str]) -> tuple[int, bytes]:
    client = HTTPConnection(urlsplit(site.address).netloc)
    client.request("GET", path, headers=headers)
    response = client.getresponse()
    body = response.read()
    client.close()
    assert response.status == 200, path
    head = sum(len(name) + len(value) + len(": \r\n") for name, value in response.getheaders())
    return head + len(body), body
