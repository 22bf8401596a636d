"""Measures how long after a save other processes find the story, and what memory these take."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import uuid4

from msgspec.structs import replace

from incidents.domain import stories
from incidents.models import Incident
from incidents.stories import reading
from incidents.stories.document import Story

ROOT = Path(__file__).resolve().parent.parent
TIMES = 20
PROCESSES = 2
PRIVATE = re.compile(r"^Private_(?:Clean|Dirty):\s+(\d+) kB", re.MULTILINE)

Follower = subprocess.Popen[str]


def main() -> None:
    saves, first, both = [], [], []
    template = reading.trusted(Incident.objects.get(ref="GEN-1").current_revision.document)
    with ExitStack() as stack:
        followers = [stack.enter_context(_follower()) for _ in range(PROCESSES)]
        for number in range(TIMES):
            word = f"fresh{uuid4().hex}"
            saves.append(_saved(template, word))
            # The first to search writes what is new into the index; the second reads it.
            in_turn = followers[:: 1 if number % 2 else -1]
            taken = [_asked(follower, word) for follower in in_turn]
            first.append(taken[0])
            both.append(sum(taken))
        heaviest = max(_private(follower.pid) for follower in followers)
    print("\n| after a save | median ms | p95 ms |\n|---|---|---|")
    _row("the save itself", saves)
    _row("found by the process that asks first", first)
    _row("found by a second process, which asks after it", both)
    print(f"\nPrivate memory of such a process: {heaviest:.0f} MB; load {os.getloadavg()[0]:.1f}")


def _row(name: str, times: list[float]) -> None:
    print(f"| {name} | {median(times):.0f} | {quantiles(times, n=20)[-1]:.0f} |", flush=True)


@contextmanager
def _follower() -> Iterator[Follower]:
    command = [sys.executable, "-m", "benchmarks.part", "follower"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield process


def _asked(follower: Follower, word: str) -> float:
    assert follower.stdin
    assert follower.stdout
    follower.stdin.write(f"{word}\n")
    follower.stdin.flush()
    return float(follower.stdout.readline())


def _saved(template: Story, word: str) -> float:
    """The milliseconds that it takes to save a new story whose title is the word."""
    number = 1 + uuid4().int % 10**8
    story = replace(template, ref=f"FRESH-{number}", uuid=str(uuid4()), slug=word, title=word)
    began = perf_counter()
    stories.save(story=story, based_on=None, origin="catalogue", now=datetime.now(UTC))
    return (perf_counter() - began) * 1e3


def _private(process: int) -> float:
    """Megabytes that a process shares with no other."""
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return sum(map(int, PRIVATE.findall(rollup))) * 1024 / 1e6
