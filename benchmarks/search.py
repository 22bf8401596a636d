"""Searches of each class, as pages make them: exact count, facets, the top 20 with snippets."""

from dataclasses import dataclass
from statistics import median, quantiles
from time import perf_counter

from django.contrib.auth.models import AnonymousUser

from incidents.domain import search
from incidents.domain.search import Query

WARM_UP = 2
TIMES = 15


@dataclass(frozen=True)
class Measured:
    name: str
    total: int
    median: float
    p95: float
    """Milliseconds, like the median."""


CLASSES = {
    "rare word": Query(text="zeppelin "),
    "middling word (1 %)": Query(text="conntrack "),
    "very common word (18 %)": Query(text="latency "),
    "two common words": Query(text="latency restart "),
    "unfinished word": Query(text="laten"),
    "common word, one component": Query(text="latency ", chosen={"component": ("network",)}),
    "no word, no filter": Query(),
    "no word, newest occurred": Query(sort="newest"),
}


def measured(name: str, query: Query) -> Measured:
    times = []
    total = 0
    for _ in range(WARM_UP + TIMES):
        began = perf_counter()
        total = search.find(reader=AnonymousUser(), query=query).total
        times.append((perf_counter() - began) * 1_000)
    kept = times[WARM_UP:]
    return Measured(name, total, median(kept), quantiles(kept, n=20)[-1])


def main() -> None:
    print("| class | stories | median ms | p95 ms |\n|---|---|---|---|")
    for name, query in CLASSES.items():
        result = measured(name, query)
        print(f"| {name} | {result.total:,} | {result.median:.0f} | {result.p95:.0f} |", flush=True)
