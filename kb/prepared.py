"""Remembers for which code and catalogue a start last prepared what."""

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LEFT_OUT = frozenset({"__pycache__"})


@dataclass(frozen=True)
class Part:
    """Something a start prepares: from which files of the project, and what must exist for it to be there."""

    name: str
    sources: tuple[str, ...]
    result: Path

    def is_current(self) -> bool:
        record = self._record()
        if not self.result.exists() or not record.exists():
            return False
        return record.read_text() == self._line(self.state())

    def remember(self, state: str) -> None:
        self._record().write_text(self._line(state))

    def state(self) -> str:
        """Differs after every change of a file that preparing depends on."""
        return fingerprint(settings.BASE_DIR / name for name in self.sources)

    def _line(self, state: str) -> str:
        # A result made anew behind our back is another one.
        return f"{state} {self.result.stat().st_mtime_ns}"

    def _record(self) -> Path:
        folder: Path = settings.VAR_DIR
        return folder / f"prepared-{self.name}"


def database() -> Part:
    sources = ("kb", "incidents", "fixtures", "requirements.lock")
    return Part("database", sources, result=settings.VAR_DIR / "postgresql" / "PG_VERSION")


def static_files() -> Part:
    sources = ("static", "kb/settings.py", "kb/apps.py", "requirements.lock")
    return Part("static-files", sources, result=settings.STATIC_ROOT / "staticfiles.json")


def is_current() -> bool:
    """Never for a server of one's own: its database may have been replaced behind our back."""
    return not settings.DATABASE_URL and database().is_current() and static_files().is_current()


def fingerprint(paths: Iterable[Path]) -> str:
    """Of the names and contents of all files under `paths`."""
    digest = hashlib.sha256()
    for path in paths:
        for file in sorted(_files(path)):
            digest.update(os.fsencode(file) + b"\0" + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()


def _files(path: Path) -> Iterable[Path]:
    if path.is_file():
        yield path
    for folder, subfolders, names in os.walk(path):
        subfolders[:] = [name for name in subfolders if name not in LEFT_OUT]
        yield from (Path(folder, name) for name in names)
