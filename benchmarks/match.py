"""Measures matching 10 MB of various texts against all signatures."""

import os
import random
import re
import resource
import time
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from statistics import median

from benchmarks.results import HEAD, Result
from incidents.rules import folder
from incidents.rules.bundle import StoryDigest
from incidents.rules.match.matcher import Matcher
from incidents.rules.record import Signature

RULES = Path(__file__).resolve().parent.parent / "fixtures" / "rules"
SIZE = 10_000_000
ROUNDS = 5
LEAST = 40.0
"""In MB/s."""

Make = Callable[[], str]


def main() -> None:
    signatures = folder.read(RULES).signatures
    stories = {link.ref for rule in signatures for link in rule.stories}
    matcher = Matcher(signatures, [StoryDigest(ref, ref, "") for ref in stories])
    print(f"{len(signatures)} signatures, load {os.getloadavg()[0]:.1f}\n\n{HEAD}")
    for name, text in texts(signatures):
        print(measured(name, text, matcher), flush=True)
    print(f"\nMost memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def measured(name: str, text: bytes, matcher: Matcher) -> Result:
    times, processor = [], []
    matches = matcher.match(text)
    for _ in range(ROUNDS):
        start, worked = time.perf_counter(), time.process_time()
        matcher.match(text)
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - worked)
    speed, alone = (len(text) / 1e6 / median(seconds) for seconds in (times, processor))
    note = f"{len(matches.recognitions)} signatures seen; {alone:,.0f} MB/s of processor time"
    return Result(name, speed, LEAST, is_least=True, unit="MB/s", note=note)


def texts(signatures: tuple[Signature, ...]) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(1)
    bad = [
        line for rule in signatures for text in rule.tests.bad for line in text.splitlines() if line.strip()
    ]
    words = [word for line in bad for word in line.split()]

    def piece() -> str:
        line = chance.choice(bad)
        cut = chance.randrange(1, max(2, len(line)))
        return line[:cut] if chance.random() < 0.7 else line[cut:]

    makers: dict[str, Make] = {
        "": lambda: chance.choice(bad),
        " cut": piece,
        " in words": lambda: chance.choice(words),
    }
    yield "a log with nothing in it", _filled(_log(chance), "\n")
    yield "the same, in colours", _filled(_coloured(_log(chance)), "\n")
    for how, make in makers.items():
        yield f"hits{how}", _filled(make, "\n")
        yield f"hits{how}, on one line", _filled(make, " ")
    yield "one letter", b"a" * SIZE
    yield "empty lines", b"\n" * SIZE
    yield "random bytes", chance.randbytes(SIZE)


def _filled(make: Make, between: str) -> bytes:
    parts, size = [], 0
    while size < SIZE:
        parts.append(make())
        size += len(parts[-1]) + 1
    return between.join(parts).encode()


def _log(chance: random.Random) -> Make:
    numbers = count(1)

    def line() -> str:
        number = next(numbers)
        moment = f"2024-05-01T10:{number // 60 % 60:02}:{number % 60:02}.{chance.randrange(1000):03}Z"
        subject = f"team-{number % 40}/app-{chance.randrange(10_000)}"
        return f'{moment} controller.go:117] "Reconciling" object="{subject}" took={chance.randrange(500)}ms'

    return line


def _coloured(make: Make) -> Make:
    return lambda: re.sub(r"(\w+)=", "\x1b[36m\\1=\x1b[0m", make())


if __name__ == "__main__":
    main()
