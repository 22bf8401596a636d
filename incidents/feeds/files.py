"""Feeds from the disk of this machine, for commands alone: no address of a feed leads here."""

from pathlib import Path

from incidents.errors import Fault, Refused
from incidents.feeds.received import Received

MOST_FILES = 20_000
MOST_BYTES = 100 * 2**20
MOST_OF_A_FILE = 2 * 2**20
SUFFIX = ".md"


def received(path: Path, *, folder: str = "") -> Received:
    """A file, or the Markdown files of a folder; links in it are left out. Raises `OSError` and `Refused`."""
    if path.is_dir():
        return Received(data=_files(path), folder=folder)
    if path.stat().st_size > MOST_BYTES:
        raise _excessive(f"is larger than {MOST_BYTES // 2**20} MiB")
    return Received(data=path.read_bytes(), folder=folder)


def _files(top: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    room = MOST_BYTES
    for path in sorted(top.rglob(f"*{SUFFIX}")):
        if path.is_symlink() or not path.is_file() or not path.resolve().is_relative_to(top.resolve()):
            continue
        size = path.stat().st_size
        room -= size
        if len(found) >= MOST_FILES or room < 0:
            raise _excessive(f"has more than {MOST_FILES:,} files or {MOST_BYTES // 2**20} MiB of them")
        if size <= MOST_OF_A_FILE:
            found[path.relative_to(top).as_posix()] = path.read_bytes()
    return found


def _excessive(what: str) -> Refused:
    return Refused("The feed is too large.", [Fault("", what)])
