"""Reads the files named on the command line, and standard input."""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from incidents.cli.outcome import CommandFailed
from incidents.rules.lint.findings import Unchecked
from incidents.rules.lint.linter import File

STANDARD_INPUT = "-"
SUFFIXES = frozenset({".yaml", ".yml", ".json"})
NOT_WALKED = frozenset({".git", "node_modules"})
FAILED = re.compile(rb"\s*Error:[^\n]*")
NO_MANIFEST = "is the message of a command that failed, not a manifest"
LONGEST_LINE = 200


def content(name: str) -> bytes:
    try:
        found = sys.stdin.buffer.read() if name == STANDARD_INPUT else Path(name).read_bytes()
    except OSError as error:
        raise CommandFailed(f"{printable(name)} cannot be read: {error.strerror}") from None
    if name == STANDARD_INPUT and not found.strip():
        raise CommandFailed("standard input is empty; did the command that writes to it fail?")
    return found


class Found(Struct, frozen=True):
    """Files to lint. `missed`: what could not be read; `left_out`: files of other endings, counted by it."""

    files: list[File]
    missed: list[Unchecked]
    left_out: Counter[str]


def manifests(names: Iterable[str]) -> Found:
    """Each file that is named; of a folder, all YAML and JSON files below it, links followed once."""
    found = Found([], [], Counter())
    for name in names:
        if name == STANDARD_INPUT:
            data = content(name)
            if failed := FAILED.match(data):
                line = printable(failed.group().decode("utf-8", "replace").strip())[:LONGEST_LINE]
                found.missed.append(Unchecked("<stdin>", f"{NO_MANIFEST}: {line}", 1))
            else:
                found.files.append(File("<stdin>", data))
        elif Path(name).is_dir():
            before = len(found.files) + len(found.missed)
            _Folder(found).walk(name)
            if len(found.files) + len(found.missed) == before:
                raise CommandFailed(f"{printable(name)} holds no file that ends in .yaml, .yml or .json")
        else:
            found.files.append(File(printable(name), content(name)))
    return found


class _Folder:
    """Walks one folder, and each folder in it once, by whatever links it is reached."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.seen: set[str] = set()

    def walk(self, folder: str) -> None:
        real = os.path.realpath(folder)
        if real in self.seen:
            return
        self.seen.add(real)
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            self._miss(folder, f"is a folder that cannot be read: {error.strerror}")
            return
        for entry in entries:
            self._entry(entry)

    def _entry(self, entry: os.DirEntry[str]) -> None:
        try:
            if entry.is_dir():
                if entry.name not in NOT_WALKED:
                    self.walk(entry.path)
                return
            if entry.is_symlink() and not Path(entry.path).exists():
                self._miss(entry.path, "is a link that leads nowhere, or in a circle")
                return
            is_file = entry.is_file()
        except OSError as error:
            self._miss(entry.path, f"is a link that cannot be followed: {error.strerror}")
            return
        suffix = Path(entry.name).suffix
        if not is_file:
            return
        if suffix in SUFFIXES:
            self._read(entry.path)
        elif suffix.lower() in SUFFIXES:
            self._miss(entry.path, f"ends in {suffix}, which kubectl leaves out of a folder; write it small")
        else:
            self.found.left_out[suffix or "no ending"] += 1

    def _read(self, name: str) -> None:
        try:
            self.found.files.append(File(printable(name), Path(name).read_bytes()))
        except OSError as error:
            self._miss(name, f"cannot be read: {error.strerror}")

    def _miss(self, name: str, reason: str) -> None:
        self.found.missed.append(Unchecked(printable(name), reason))


def printable(name: str) -> str:
    """A file name as text that can be printed, even if it is not UTF-8 on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
