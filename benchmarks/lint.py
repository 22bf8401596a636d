"""Measures linting a folder of manifests: `soundings lint`, parsing alone and Checkov, alternating.

`python -m benchmarks.lint [FOLDER]`; without a folder, copies of the manifests in the stories. Checkov is
installed from PyPI into an environment in a temporary folder.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path
from statistics import median
from time import monotonic

from benchmarks.results import HEAD, Result

ROOT = Path(__file__).resolve().parent.parent
SHOWN = ROOT / "fixtures" / "stories"
COPIES = 12
"""Copies of each manifest, so that there are about as many as in a real repository."""
ROUNDS = 21
CHECKOV_ROUNDS = 3
OFFLINE = ("--framework", "kubernetes", "--skip-download", "--quiet", "--compact")


@dataclass(frozen=True)
class Measured:
    """Medians: seconds from start to end, seconds of processor time, peak megabytes (10⁶ bytes)."""

    seconds: float
    worked: float
    megabytes: float


def measured(folder: Path, bundle: Path, checkov: Path, compiled: Path) -> Iterator[Result]:
    """Measures all commands. `compiled`: the folder of Python bytecode, as for an installed package."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(compiled)
    own = [sys.executable, "-m", "incidents.cli", "lint", "--bundle", str(bundle), str(folder)]
    parsing = [sys.executable, "-m", "benchmarks.parsing", str(folder)]
    ours, alone = _alternate([own, parsing], ROUNDS, environment)
    (theirs,) = _alternate([[str(checkov), "-d", str(folder), *OFFLINE]], CHECKOV_ROUNDS, environment)
    note = f"{ours.seconds:.2f} s, Checkov {theirs.seconds:.2f} s"
    yield Result(
        "Checkov : `soundings lint`, time", theirs.seconds / ours.seconds, 10, is_least=True, note=note
    )
    note = f"{ours.megabytes:.0f} MB, Checkov {theirs.megabytes:.0f} MB"
    yield Result(
        "Checkov : `soundings lint`, memory", theirs.megabytes / ours.megabytes, 3, is_least=True, note=note
    )
    note = f"{ours.seconds:.3f} s, parsing {alone.seconds:.3f} s"
    yield Result("`soundings lint` : parsing alone, time", ours.seconds / alone.seconds, 1.6, note=note)
    note = f"{ours.worked:.3f} s, parsing {alone.worked:.3f} s"
    yield Result("the same, processor time", ours.worked / alone.worked, 1.6, note=note)


def _alternate(commands: Sequence[list[str]], rounds: int, environment: Mapping[str, str]) -> list[Measured]:
    for command in commands:
        _run(command, environment)  # writes the bytecode
    taken = [[_run(command, environment) for command in commands] for _ in range(rounds)]
    return [
        Measured(*(median(values) for values in zip(*(astuple(one) for one in each), strict=True)))
        for each in zip(*taken, strict=True)
    ]


def _run(command: list[str], environment: Mapping[str, str]) -> Measured:
    began = monotonic()
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    seconds = monotonic() - began
    process.returncode = os.waitstatus_to_exitcode(status)
    # Both exit with 1 if there are findings.
    assert process.returncode in {0, 1}, f"{' '.join(command)} ended with {process.returncode}"
    return Measured(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / 1e6)


def _shown(temporary: Path) -> Path:
    folder = temporary / "manifests"
    folder.mkdir()
    for path in SHOWN.glob("*/evidence/*.yaml"):
        for number in range(COPIES):
            shutil.copy(path, folder / f"{number}-{path.name}")
    return folder


def _bundle(path: Path) -> Path:
    """The bundle as a package ships it; a checkout would build it from the folder of rules each time."""
    subprocess.run(
        [sys.executable, "-m", "incidents.cli", "export", "bundle", "-o", path], cwd=ROOT, check=True
    )
    return path


def _checkov(folder: Path) -> Path:
    venv.create(folder, with_pip=True)
    subprocess.run([folder / "bin" / "pip", "install", "-q", "checkov"], check=True)
    return folder / "bin" / "checkov"


def main(given: str | None = None) -> None:
    with tempfile.TemporaryDirectory() as name:
        temporary = Path(name)
        folder = Path(given) if given else _shown(temporary)
        bundle, checkov = _bundle(temporary / "bundle.json"), _checkov(temporary / "checkov")
        print(HEAD)
        for result in measured(folder, bundle, checkov, temporary / "compiled"):
            print(result, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
