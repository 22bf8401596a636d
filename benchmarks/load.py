"""Generates load with programs written in C, so that the server is the bottleneck."""

import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

from kb.local import cluster

WRK = ("--latency", "--timeout=30s")
CLIENTS = 8
SECONDS = 3
ROUNDS = 5

UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3}
LATENCY = re.compile(r"50%\s+([0-9.]+)(us|ms|s)")
RATE = re.compile(r"Requests/sec:\s+([0-9.]+)")
FAULTS = re.compile(r"Non-2xx or 3xx responses: (\d+)|Socket errors: (.*)")
TRANSACTIONS = re.compile(r"tps = ([0-9.]+)")


@dataclass(frozen=True)
class Load:
    """Requests per second, and their median time in milliseconds."""

    rate: float
    median: float


def requests(address: str, *headers: str, clients: int = CLIENTS, seconds: int = SECONDS) -> Load:
    """Measures requests with wrk. Raises `AssertionError` for an error response, since errors are fast."""
    given = [word for header in headers for word in ("--header", header)]
    threads = min(clients, 2)
    output = subprocess.run(
        [
            "wrk",
            "--timeout=30s",
            f"-t{threads}",
            f"-c{clients}",
            f"-d{seconds}",
            "--latency",
            *given,
            address,
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert not FAULTS.search(output), f"{address}: {output}"
    rate, latency = RATE.search(output), LATENCY.search(output)
    assert rate, output
    assert latency, output
    return Load(float(rate[1]), float(latency[1]) * UNITS[latency[2]])


def transactions(database: str, script: str, *, clients: int = CLIENTS, seconds: int = SECONDS) -> float:
    """How often per second pgbench runs the prepared statements."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as file:
        file.write(script)
        file.flush()
        options = [
            "--no-vacuum",
            "--protocol=prepared",
            f"--client={clients}",
            "--jobs=2",
            f"--time={seconds}",
        ]
        output = subprocess.run(
            [str(cluster.binaries() / "pgbench"), *options, f"--file={file.name}", database],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
    found = TRANSACTIONS.search(output)
    assert found, output
    return float(found[1])


def alternate(variants: Mapping[str, Callable[[], float]], rounds: int = ROUNDS) -> dict[str, float]:
    """The median of each variant, measured alternately so that other load affects all of them."""
    found: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds):
        for name, measure in variants.items():
            found[name].append(measure())
    return {name: median(each) for name, each in found.items()}
