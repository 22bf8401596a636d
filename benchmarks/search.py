"""Measures searches of each class as pages run them: exact count, facets, top 20 with snippets."""

import os
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from django.db import connection

from incidents.domain import search
from incidents.domain.search import Query
from incidents.models.reader import ANYBODY

WARM_UP = 2
TIMES = 15


@dataclass(frozen=True)
class Measured:
    name: str
    total: int
    median: float
    p95: float
    database: float
    """Processor time of the PostgreSQL backend of this connection. All times are in milliseconds."""


CLASSES = {
    "rare word": Query(text="zeppelin "),
    "middling word (1 %)": Query(text="conntrack "),
    "very common word (18 %)": Query(text="latency "),
    "two common words": Query(text="latency restart "),
    "unfinished word": Query(text="laten"),
    "common word, one component": Query(text="latency ", chosen={"component": ("network",)}),
    "no word, one component": Query(chosen={"component": ("network",)}),
    "no word, no filter": Query(),
    "no word, newest occurred": Query(sort="newest"),
}


def measured(name: str, query: Query) -> Measured:
    times, worked = [], []
    total = 0
    for _ in range(WARM_UP + TIMES):
        began, worked_before = perf_counter(), _worked()
        total = search.find(reader=ANYBODY, query=query).total
        times.append((perf_counter() - began) * 1_000)
        worked.append(_worked() - worked_before)
    kept = times[WARM_UP:]
    return Measured(name, total, median(kept), quantiles(kept, n=20)[-1], median(worked[WARM_UP:]))


def _worked() -> float:
    """Milliseconds of processor time of the backend so far, on which other load has little effect."""
    connection.ensure_connection()
    ran = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat").read_text().split()[0]
    return int(ran) / 1_000_000


def main() -> None:
    print("| class | stories | median ms | p95 ms | database's processor ms | load |")
    print("|---|---|---|---|---|---|")
    for name, query in CLASSES.items():
        found = measured(name, query)
        times = " | ".join(f"{value:.0f}" for value in (found.median, found.p95, found.database))
        print(f"| {name} | {found.total:,} | {times} | {os.getloadavg()[0]:.1f} |", flush=True)
