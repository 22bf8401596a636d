"""Saves of different stories by four processes at once, of this checkout and of an earlier one, by turns."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks import server
from benchmarks.results import HEAD, Result
from kb.local import embedded

ROOT = Path(__file__).resolve().parent.parent
SAVER = str(ROOT / "benchmarks" / "saver.py")
START = "import django, runpy, sys; django.setup(); runpy.run_path(sys.argv[1], run_name='__main__')"
"""Runs it with the code of the folder it is started in."""
EARLIER = "870e790"
"""The last commit in which everything was done under the lock."""
WRITERS, STORIES, ROUNDS = 4, 25, 5
KINDS = {"new": "new stories", "title": "changed titles", "fix": "changed fixes"}


@dataclass(frozen=True)
class Checkout:
    writers: "list[subprocess.Popen[str]]"
    rates: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    """Saves per second, of all writers together."""

    def measure(self) -> None:
        for kind, rates in self.rates.items():
            began = perf_counter()
            for writer in self.writers:
                _tell(writer, kind)
            for writer in self.writers:
                _answer(writer)
            rates.append(WRITERS * STORIES / (perf_counter() - began))


@contextmanager
def _checkout(postgresql: embedded.Server, name: str, folder: Path, scratch: Path) -> Iterator[Checkout]:
    """With an empty database of its own, and writers that wait."""
    database = f"saves_{name}"
    server.create(postgresql, database, anew=True)
    environment = os.environ | {
        "DATABASE_URL": server.url(postgresql, database),
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "SOUNDINGS_VAR": str(scratch),
        "PYTHONPATH": str(folder),
    }
    migrate = [sys.executable, "-m", "django", "migrate", "--verbosity=0"]
    subprocess.run(migrate, cwd=folder, env=environment, check=True)
    pipe = subprocess.PIPE
    with ExitStack() as stack:
        writers = [
            stack.enter_context(
                subprocess.Popen(
                    [sys.executable, "-P", "-c", START, SAVER, str(number), str(STORIES)],
                    cwd=folder,
                    env=environment,
                    stdin=pipe,
                    stdout=pipe,
                    text=True,
                )
            )
            for number in range(1, WRITERS + 1)
        ]
        for writer in writers:
            _answer(writer)
        yield Checkout(writers)


@contextmanager
def _earlier() -> Iterator[Path]:
    """The earlier commit in a folder of its own."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made) / "earlier"
        subprocess.run(
            ["git", "worktree", "add", "--quiet", "--detach", folder, EARLIER], cwd=ROOT, check=True
        )
        try:
            yield folder
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", folder], cwd=ROOT, check=True)


def _tell(writer: "subprocess.Popen[str]", line: str) -> None:
    assert writer.stdin
    writer.stdin.write(f"{line}\n")
    writer.stdin.flush()


def _answer(writer: "subprocess.Popen[str]") -> str:
    assert writer.stdout
    answer = writer.stdout.readline().strip()
    assert answer, "a writer has failed"
    return answer


def main(postgresql: embedded.Server, scratch: Path) -> None:
    with (
        _earlier() as earlier,
        _checkout(postgresql, "earlier", earlier, scratch) as theirs,
        _checkout(postgresql, "ours", ROOT, scratch) as ours,
    ):
        for _ in range(ROUNDS):
            theirs.measure()
            ours.measure()
    print(HEAD)
    for result in _results(ours, theirs):
        print(result)


def _results(ours: Checkout, theirs: Checkout) -> Iterator[Result]:
    for kind, name in KINDS.items():
        now, before = median(ours.rates[kind]), median(theirs.rates[kind])
        note = f"{now:.0f}/s, {EARLIER} {before:.0f}/s"
        yield Result(f"{name} by {WRITERS} processes : before", now / before, 3, is_least=True, note=note)
