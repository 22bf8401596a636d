"""Remembers for which code and catalogue a start last prepared what."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LEFT_OUT = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Preparation:
    """Something a start prepares: from which files of the project, and what must exist for it to be there.

    Without a `result` there is nothing to recognise it by, so it is never current: a database on a server
    may have been replaced since.
    """

    name: str
    sources: tuple[str, ...]
    result: Path | None

    def is_current(self) -> bool:
        record = self._record()
        if self.result is None or not self.result.exists() or not record.exists():
            return False
        return record.read_text() == _line(self.state(), self.result)

    def remember(self, state: str) -> None:
        if self.result is not None:
            self._record().write_text(_line(state, self.result))

    def state(self) -> str:
        """Differs after every change of a file that preparing depends on."""
        return fingerprint(settings.BASE_DIR / name for name in self.sources)

    def _record(self) -> Path:
        folder: Path = settings.VAR_DIR
        return folder / f"prepared-{self.name}"


def database() -> Preparation:
    sources = ("kb", "incidents", "fixtures", "requirements.lock")
    return Preparation("database", sources, result=_cluster())


def first_login() -> Preparation:
    return Preparation("first-login", (), result=_cluster())


def static_files() -> Preparation:
    sources = ("static", "kb/settings.py", "kb/apps.py", "requirements.lock")
    return Preparation("static-files", sources, result=settings.STATIC_ROOT / "staticfiles.json")


def is_current() -> bool:
    return database().is_current() and static_files().is_current()


def fingerprint(paths: Iterable[Path]) -> str:
    """Of the names and contents of all files under `paths`."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(_files(path)):
            digest.update(os.fsencode(file) + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _cluster() -> Path | None:
    """What changes when the embedded cluster is made anew; None where the database is on a server."""
    return None if settings.DATABASE_URL else settings.VAR_DIR / "postgresql" / "PG_VERSION"


def _line(state: str, result: Path) -> str:
    # A result that was made anew meanwhile is another one.
    return f"{state} {result.stat().st_mtime_ns}"


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        yield path
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = [name for name in subfolders if name not in LEFT_OUT]
        yield from (Path(folder, name) for name in names)
