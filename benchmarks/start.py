"""Starting again, measured in a copy of the project that was started before; and what a process weighs."""

import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from statistics import median

from benchmarks import site
from benchmarks.results import Result
from benchmarks.site import Site

ROOT = Path(__file__).resolve().parent.parent
LEFT_OUT = shutil.ignore_patterns("var", ".git", ".venv", "__pycache__", "tests", ".*_cache", ".hypothesis")
STARTS = 5
PATIENCE = 300.0
OF_THE_BENCHMARKS = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "SOUNDINGS_URL", "SOUNDINGS_VAR")
RESIDENT = re.compile(r"VmRSS:\s+(\d+) kB")


def measured(folder: Path) -> Iterator[Result]:
    copy = folder / "copy"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
    _start(copy)  # installs everything
    times = [_start(copy) for _ in range(STARTS)]
    shutil.rmtree(copy)
    yield Result("`./run` again, to the first answer", median(times), 3, unit="s", note=f"of {STARTS} starts")


def weighed(served: Site) -> Iterator[Result]:
    """After all that was asked of them."""
    heaviest = max(map(_resident, served.processes))
    yield Result("a worker process, resident", heaviest, 110, unit="MB", note="after the measurements above")


def _start(copy: Path) -> float:
    """Seconds from the command to its first page; stopped again after it."""
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
        while not _answers(port):
            assert process.poll() is None, f"./run ended with {process.returncode}"
            assert time.monotonic() - began < PATIENCE, "./run does not answer"
            time.sleep(0.01)
        return time.monotonic() - began
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _resident(process: int) -> float:
    """Megabytes of 10^6 bytes."""
    found = RESIDENT.search(Path(f"/proc/{process}/status").read_text())
    assert found
    return int(found[1]) * 1024 / 1e6
