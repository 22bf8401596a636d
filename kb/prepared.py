"""Remembers for which code and catalogue the database was last prepared."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

SOURCES = ("kb", "incidents", "templates", "static", "fixtures", "requirements.lock")
LEFT_OUT = frozenset({"__pycache__"})


def is_current() -> bool:
    """Never for a server of one's own: its database may have been replaced behind our back."""
    if settings.DATABASE_URL:
        return False
    record = _record()
    return record.exists() and record.read_text() == state()


def remember(state: str) -> None:
    _record().write_text(state)


def state() -> str:
    """Differs after every change of a file that preparing depends on, and for another cluster."""
    cluster = settings.VAR_DIR / "postgresql" / "PG_VERSION"
    born = cluster.stat().st_mtime_ns if cluster.exists() else 0
    return fingerprint((settings.BASE_DIR / name for name in SOURCES), also=str(born))


def fingerprint(paths: Iterable[Path], *, also: str = "") -> str:
    """Of the names and contents of all files under `paths`, and of `also`."""
    digest = hashlib.sha256(also.encode())
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


def _record() -> Path:
    record: Path = settings.VAR_DIR / "prepared"
    return record
