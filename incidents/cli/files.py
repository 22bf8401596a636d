"""Reads the files named on the command line, and standard input.

Files are called as seen from the working directory, however they are named: `deploy/a.yaml`, never
`./deploy/a.yaml`. So a finding has the same fingerprint each time.
"""

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct, field

from incidents.cli.outcome import CommandFailed
from incidents.rules.configuration.globs import Globs
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
    """Files to lint. `missed`: what could not be read; `left_out`: files of other endings, counted by it;
    `excluded`: files and folders that a glob excludes, counted by it; `folders`: those that were named.
    """

    globs: tuple[Globs, ...] = ()
    own: frozenset[str] = frozenset()
    """Files of the linter itself, as `shown` calls them; they are no manifests."""
    files: list[File] = []
    missed: list[Unchecked] = []
    left_out: Counter[str] = field(default_factory=Counter)
    excluded: Counter[str] = field(default_factory=Counter)
    folders: list[str] = []

    def excludes(self, path: str) -> bool:
        """Whether a glob excludes the file. Counts it."""
        if glob := self.matching(path):
            self.excluded[glob] += 1
        return glob is not None or path in self.own

    def matching(self, path: str) -> str | None:
        return next(filter(None, (some.matching(path) for some in self.globs)), None)


def manifests(names: Iterable[str], exclude: Iterable[Globs] = (), own: Iterable[str] = ()) -> Found:
    """Each file that is named; of a folder, all YAML and JSON files below it, links followed once."""
    found = Found(tuple(exclude), frozenset(own))
    for name in names:
        if name == STANDARD_INPUT:
            _add_standard_input(found)
        elif Path(name).is_dir():
            _add_folder(found, name)
        elif not found.excludes(shown(name)):
            found.files.append(File(shown(name), content(name)))
    return found


def _add_standard_input(found: Found) -> None:
    data = content(STANDARD_INPUT)
    if failed := FAILED.match(data):
        line = printable(failed.group().decode("utf-8", "replace").strip())[:LONGEST_LINE]
        found.missed.append(Unchecked("<stdin>", f"{NO_MANIFEST}: {line}", 1))
    else:
        found.files.append(File("<stdin>", data))


def _add_folder(found: Found, name: str) -> None:
    before = len(found.files), len(found.missed), found.excluded.total()
    found.folders.append(shown(name))
    _Folder(found).walk(name)
    if (len(found.files), len(found.missed), found.excluded.total()) == before:
        raise CommandFailed(f"{printable(name)} holds no file that ends in .yaml, .yml or .json")


class _Folder:
    """Walks one folder, and each folder in it once, by whatever links it is reached."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.seen: set[str] = set()

    def walk(self, folder: str) -> None:
        if self.found.excludes(f"{shown(folder)}/"):
            return
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
        if self.found.excludes(shown(entry.path)):
            return
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
            self.found.files.append(File(shown(name), Path(name).read_bytes()))
        except OSError as error:
            self._miss(name, f"cannot be read: {error.strerror}")

    def _miss(self, name: str, reason: str) -> None:
        self.found.missed.append(Unchecked(shown(name), reason))


def shown(name: str) -> str:
    """A file name as it is called here: from the working directory, unless it lies elsewhere."""
    if name.startswith("/"):
        name = name.removeprefix(f"{Path.cwd()}/")
    return printable(os.path.normpath(name))


def printable(name: str) -> str:
    """A file name as text that can be printed, even if it is not UTF-8 on disk."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
