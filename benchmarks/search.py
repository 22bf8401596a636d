"""Measures searches as pages run them (exact count, facets, top 20 with snippets), and closest stories."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from django.db import connection

from benchmarks import freshness
from benchmarks.corpus import fillers
from incidents.domain import remembered, search
from incidents.domain.search import Query
from incidents.models.reader import ANYBODY

WARM_UP = 2
TIMES = 15
NETWORK = {"component": ("network",)}


@dataclass(frozen=True)
class Measured:
    """All times are in milliseconds."""

    total: int
    median: float
    p95: float
    again: float
    """The median where the counts of the facets are remembered from the search before."""
    database: float
    """Processor time of the PostgreSQL backend of this connection."""


CLASSES = {
    "rare word": Query(text="zeppelin "),
    "middling word (1 %)": Query(text="conntrack "),
    "very common word (18 %)": Query(text="latency "),
    "two common words": Query(text="latency restart "),
    "either of two common words": Query(text="latency OR restart "),
    "all but a common word": Query(text="-latency "),
    "unfinished word": Query(text="laten"),
    "common word, one component": Query(text="latency ", chosen=NETWORK),
    "common word, by date": Query(text="latency ", sort="newest"),
    "no word, one component": Query(chosen=NETWORK),
    "no word, no filter": Query(),
    "no word, newest occurred": Query(sort="newest"),
}


def measured(query: Query) -> Measured:
    def find() -> int:
        return search.find(reader=ANYBODY, query=query).total

    counted, again, worked = [], [], []
    total = 0
    for _ in range(WARM_UP + TIMES):
        remembered.forget()
        before = _worked()
        total, taken = _timed(find)
        worked.append(_worked() - before)
        counted.append(taken)
        again.append(_timed(find)[1])
    kept = counted[WARM_UP:]
    return Measured(
        total, median(kept), quantiles(kept, n=20)[-1], median(again[WARM_UP:]), median(worked[WARM_UP:])
    )


def _timed(find: Callable[[], int]) -> tuple[int, float]:
    began = perf_counter()
    found = find()
    return found, (perf_counter() - began) * 1_000


def _worked() -> float:
    """Milliseconds of processor time of the backend so far, on which other load has little effect."""
    connection.ensure_connection()
    ran = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return int(ran) / 1_000_000


def _closest() -> dict[str, str]:
    """Texts whose closest stories are looked for."""
    words = fillers()
    sentence = " ".join(["latency", "restart", *words[100:113]])
    lines = [" ".join(words[start : start + 8]) for start in range(0, 320, 8)]
    return {"a sentence of fifteen words": sentence, "forty lines": "\n".join(lines)}


def _shown(text: str) -> int:
    return len(search.closest(reader=ANYBODY, text=text).rows)


def main() -> None:
    print("| class | stories | median ms | p95 ms | again ms | database's processor ms | load |")
    print("|---|---|---|---|---|---|---|")
    for name, query in CLASSES.items():
        found = measured(query)
        times = " | ".join(f"{value:.0f}" for value in (found.median, found.p95, found.again, found.database))
        print(f"| {name} | {found.total:,} | {times} | {os.getloadavg()[0]:.1f} |", flush=True)
    print("\n| closest to | stories shown | median ms | p95 ms | load |\n|---|---|---|---|---|")
    for name, text in _closest().items():
        numbers, times = zip(*(_timed(partial(_shown, text)) for _ in range(TIMES)), strict=True)
        spread = f"{median(times):.0f} | {quantiles(times, n=20)[-1]:.0f}"
        print(f"| {name} | {numbers[0]} | {spread} | {os.getloadavg()[0]:.1f} |", flush=True)
    freshness.main()
