"""Advisory locks on files: the kernel releases them with the last process that holds them."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


def open_for_locking(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a+")


def try_exclusive(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def try_shared(file: TextIO) -> bool:
    """Turns an exclusive lock of the same file into a shared one, too."""
    try:
        fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_for_shared(file: TextIO) -> None:
    """Held together with others, until the file is closed; waits for whoever holds it alone."""
    fcntl.flock(file, fcntl.LOCK_SH)


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Held alone; waits for everybody else."""
    with open_for_locking(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
