"""The folder of the search index: whoever writes takes its lock; a new one is built beside it."""

import fcntl
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from incidents.finding.storage import BrokenIndex, Index, IndexDocument, version

PAUSE = 0.005
"""Seconds between two attempts to take the lock."""
BUILDING = "building-"


class Locked(Exception):
    """Another process writes the index, and did not finish in time."""


@dataclass(frozen=True)
class IndexFolder:
    """`root` holds one folder for each combination of fields, library and database; one of them is in use."""

    root: Path
    file: str
    """The file of the database's table: another database has another index."""

    @property
    def path(self) -> Path:
        return self.root / f"{version()}-{self.file}"

    def open(self) -> Index | None:
        """None where there is none yet, or no whole one."""
        try:
            return Index.open(self.path) if self.path.exists() else None
        except BrokenIndex:
            return None

    @contextmanager
    def lock(self, *, wait: float) -> Iterator[None]:
        """For one process at a time; the kernel lets go of it when a process dies.

        Raises `Locked` after `wait` seconds. Locks need a local disk.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / "lock").open("a") as file:
            _take(file.fileno(), until=monotonic() + wait)
            yield

    def build(self, documents: Iterable[IndexDocument]) -> Index:
        """A new index in place of any other; to be called with the lock. The old one answers meanwhile."""
        for left in self.root.glob(f"{BUILDING}*"):
            shutil.rmtree(left, ignore_errors=True)
        beside = Path(tempfile.mkdtemp(prefix=BUILDING, dir=self.root))
        try:
            Index.create(beside).replace(documents)
            shutil.rmtree(self.path, ignore_errors=True)
            beside.replace(self.path)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
        return Index.open(self.path)

    def remove_others(self) -> list[str]:
        """Removes what other versions and databases have left. Returns the names of the folders."""
        others = [one for one in self.root.iterdir() if one.is_dir() and one != self.path]
        for other in others:
            shutil.rmtree(other, ignore_errors=True)
        return sorted(other.name for other in others)


def _take(file: int, *, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if monotonic() >= until:
                raise Locked from None
            sleep(PAUSE)
        else:
            return
