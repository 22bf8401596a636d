"""Measures a restart, in a copy of the project that was started before, and the memory of processes."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks import site
from benchmarks.results import Result
from benchmarks.site import Site

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns("var", ".git", ".venv", "__pycache__", "tests", ".*_cache", ".hypothesis")
STARTS = 5
TIMEOUT = 300.0
OF_THE_BENCHMARKS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SOUNDINGS_URL", "SOUNDINGS_VAR")
RESIDENT = re.compile(r"^(?:Rss|Pss):\s+(\d+) kB", re.MULTILINE)
PAGES = ("/", "/KF-15", "/stories/", "/stories/?q=dns", "/api/v1/stories", "/api/v1/stories/KF-15")
TIMES, REST = 6, 10.0
"""Requests per page before the memory is measured, and seconds to wait after them."""


class Weight(NamedTuple):
    """The memory of a process, in megabytes of 10^6 bytes."""

    resident: float
    share: float


def measured(folder: Path) -> Iterator[Result]:
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    with _started(copy):
        pass  # installs everything
    times = []
    for _ in range(STARTS):
        with _started(copy) as (_, seconds, _):
            times.append(seconds)
    with _started(copy) as (process, _, port):
        for path in PAGES * TIMES:
            assert _answers(port, path), path
        time.sleep(REST)
        weight = _heaviest(_below(process))
    shutil.rmtree(copy)
    yield Result("`./run` again, to the first answer", median(times), 3, unit="s", note=f"of {STARTS} starts")
    yield _weight("the heaviest process of `./run`", weight)


def weighed(served: Site) -> Iterator[Result]:
    """The memory of the web workers after all other measurements."""
    yield _weight("a web worker after the measurements above", _heaviest(served.processes))


def _weight(what: str, weight: Weight) -> Result:
    note = f"its share where processes have pages in common: {weight.share:.0f} MB"
    return Result(what, weight.resident, 110, unit="MB", note=note)


@contextmanager
def _started(copy: Path) -> Iterator[tuple[int, float, int]]:
    """Starts `./run` and stops it afterwards. Gives the process, seconds to the first page, and the port."""
    port = site.free_port()
    environment = {name: value for name, value in os.environ.items() if name not in OF_THE_BENCHMARKS}
    began = time.monotonic()
    process = subprocess.Popen(
        [copy / "run"],
        env=environment | {"PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port, "/"):
            assert process.poll() is None, f"./run ended with {process.returncode}"
            assert time.monotonic() - began < TIMEOUT, "./run does not answer"
            time.sleep(0.01)
        yield process.pid, time.monotonic() - began, port
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _answers(port: int, path: str) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _below(process: int) -> list[int]:
    """The process and its descendants, without those of PostgreSQL."""
    found = subprocess.run(["pgrep", "--parent", str(process)], capture_output=True, text=True, check=False)
    children = [int(child) for child in found.stdout.split()]
    return [process, *(one for child in children if not _is_postgresql(child) for one in _below(child))]


def _is_postgresql(process: int) -> bool:
    return Path(f"/proc/{process}/comm").read_text().strip() == "postgres"


def _heaviest(processes: Iterable[int]) -> Weight:
    return max(map(_weigh, processes))


def _weigh(process: int) -> Weight:
    rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
    return Weight(*(int(kilobytes) * 1024 / 1e6 for kilobytes in RESIDENT.findall(rollup)))
