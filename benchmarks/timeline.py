"""Measures the timeline that is proposed from 10,000 pasted lines."""

import os
import time
from datetime import date
from statistics import median

from benchmarks.results import HEAD, Result
from incidents.rules.match.masking import masked
from incidents.stories import pasting
from incidents.stories.pasting import ProposedTimeline

LINES = 10_000
ROUNDS = 9
MOST_MILLISECONDS = 1_000
NIGHT = """[23:41] pager-bot: FIRING CheckoutErrors value=0.31 https://grafana.example/d/checkout
[23:43] mira.oncall: looking
[23:44] mira.oncall: 5xx on POST /checkout, all three zones, pods restarting:
    pricing-6c9d8f7b5-2xk4p   0/1   CrashLoopBackOff   5 (20s ago)   6m
    pricing-6c9d8f7b5-7hz9q   0/1   OOMKilled          4             6m
[23:55] mira.oncall: kubectl rollout undo deploy/pricing
[25:77] nonsense
[00:02] tom: scaled recommendations to 0 to make room
[00:09] pager-bot: RESOLVED CheckoutErrors
2026-03-25T02:30:09Z level=info msg="cache warm" token=0123456789abcdef0123""".splitlines()


def main() -> None:
    print(f"load {os.getloadavg()[0]:.1f}\n\n{HEAD}")
    text = "\n".join((NIGHT * (LINES // len(NIGHT) + 1))[:LINES])
    for name, clock in (("of the clock", time.perf_counter), ("of the processor", time.process_time)):
        times = []
        for _ in range(ROUNDS):
            start = clock()
            found = _proposed(text)
            times.append((clock() - start) * 1_000)
        counted = f"{len(found.events):,} events, {len(found.faults):,} faults"
        note = f"{counted}; the slowest of {ROUNDS} {max(times):.0f} ms"
        print(Result(f"10,000 lines, median {name}", median(times), MOST_MILLISECONDS, unit="ms", note=note))


def _proposed(text: str) -> ProposedTimeline:
    return pasting.propose(text, zone="Europe/Berlin", first_day=date(2026, 3, 24), masked=masked)


if __name__ == "__main__":
    main()
