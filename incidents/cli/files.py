"""Reads the files named on the command line, and standard input."""

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from incidents.cli.outcome import CommandFailed

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".yaml", ".yml", ".json"})


def content(name: str) -> bytes:
    try:
        found = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        raise CommandFailed(f"{printable(name)} cannot be read: {error.strerror}") from None
    if name == STANDARD_INPUT and not found.strip():
        raise CommandFailed("standard input is empty; did the command that writes to it fail?")
    return found


def manifests(names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yields the name and content of each file; of a folder, all YAML and JSON files below it."""
    for name in names:
        path = Path(name)
        if name == STANDARD_INPUT:
            yield "<stdin>", content(name)
        elif path.is_dir():
            found = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES and one.is_file())
            if not found:
                raise CommandFailed(f"{printable(name)} holds no file that ends in .yaml, .yml or .json")
            for one in found:
                yield printable(str(one)), content(str(one))
        else:
            yield printable(name), content(name)


def printable(name: str) -> str:
    """A file name as text that can be printed, even if it is not UTF-8 on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
