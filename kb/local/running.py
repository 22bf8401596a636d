"""Which `./run` works in a folder, and where it answers: at most one does, and commands ask."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kb.local import locks

WAIT_SECONDS = 1.0  # for a command that looks at this very moment
PAUSE = 0.01


class AlreadyRunningError(Exception):
    """Another `./run` works in the folder; the message says which and what to do."""


@contextmanager
def claimed(folder: Path, address: str) -> Iterator[None]:
    """Keeps every other `./run` out of `folder` for as long as the block takes."""
    record = _record(folder)
    with locks.open_for_locking(record) as file:
        deadline = time.monotonic() + WAIT_SECONDS
        while not locks.try_exclusive(file):
            if time.monotonic() >= deadline:
                raise AlreadyRunningError(
                    f"Another ./run works in {folder.absolute()} ({record.read_text().strip()}). "
                    "Stop it first, or set SOUNDINGS_VAR to another folder."
                )
            time.sleep(PAUSE)
        file.truncate(0)
        file.write(f"process {os.getpid()} at {address}\n")
        file.flush()
        yield


def address_in(folder: Path) -> str | None:
    """The address of the `./run` that works in `folder`; None where none does."""
    try:
        with _record(folder).open() as file:
            if locks.try_shared(file):  # held by nobody: what the file says is of the past
                return None
            return file.read().rpartition(" ")[2].strip() or None
    except FileNotFoundError:
        return None


def _record(folder: Path) -> Path:
    return folder / "run.lock"
