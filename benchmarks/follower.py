"""A process that finds what others save: `benchmarks.freshness` starts it and writes words to its input."""

import sys
from time import perf_counter

from incidents.domain import search
from incidents.domain.search import Query
from incidents.models.reader import ANYBODY


def main() -> None:
    search.find(reader=ANYBODY, query=Query(text="latency "))
    print("ready", flush=True)
    for line in sys.stdin:
        began = perf_counter()
        found = search.find(reader=ANYBODY, query=Query(text=line))
        assert found.total == 1, line
        print((perf_counter() - began) * 1e3, flush=True)
