"""What has to work before this process can answer. Each check runs in a thread of its own.

What a check says is shown to whoever asks, so it names no host, account or folder; the cause goes to the log.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import ProgrammingError, connection

from incidents.domain import search
from kb import broker as queue
from kb import outage

FAR_BEHIND = 1000
"""Changes that an index which is being built anew may miss, as it answers meanwhile."""
BROKER_SECONDS = 2.0


class Unready(Exception):
    """Something is not as it has to be; the message is for whoever asks, the cause for the log."""


@dataclass(frozen=True)
class HealthCheck:
    name: str
    ask: Callable[[], str]
    """Returns what is well in a few words. Raises `Unready`, or anything else."""


def database() -> str:
    """Makes a new connection, as a process that has just started has to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('transaction_read_only')")
        (reads_only,) = cursor.fetchone()
    if reads_only == "on":
        raise Unready("takes no writes")
    return "takes writes"


def migrations() -> str:
    """More than this code knows is fine: while an upgrade goes on, two versions share the database."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT app, name FROM django_migrations")
            applied = set(cursor.fetchall())
    except ProgrammingError as error:
        raise Unready("none is applied") from error
    missing = sorted(".".join(one) for one in _known_migrations() - applied)
    if missing:
        raise Unready(f"{len(missing)} not applied") from LookupError(", ".join(missing))
    return "all applied"


def index() -> str:
    """Searches, and so reads what is missing first, as anybody who searches does."""
    try:
        behind = search.index.behind()
    except search.IndexBeingBuilt as error:
        raise Unready("is being built, or cannot be") from error
    if behind > FAR_BEHIND:
        raise Unready("is being built anew, and the old one is far behind")
    return "follows"


def broker() -> str:
    if settings.CELERY_BROKER_TRANSPORT == queue.OWN_TRANSPORT:
        return "is the database"
    # Imported here because it takes memory, and nothing else in a web process needs it.
    kombu: Any = import_module("kombu")
    with kombu.Connection(settings.CELERY_BROKER_URL, connect_timeout=BROKER_SECONDS) as asked:
        try:
            asked.connect()
        except (OSError, *asked.connection_errors) as error:
            raise Unready("cannot be reached") from error
    return "answers"


def disk() -> str:
    """Of this machine, where the index is; the files of a database elsewhere are not looked at."""
    for folder in (settings.VAR_DIR, settings.SEARCH_INDEX):
        state = os.statvfs(_existing(folder))
        if state.f_flag & os.ST_RDONLY:
            raise Unready("takes no writes") from OSError(f"{folder} is read-only.")
        if state.f_bavail * state.f_frsize < settings.LEAST_FREE_DISK * 2**20:
            raise Unready(f"less than {settings.LEAST_FREE_DISK} MiB are free") from OSError(f"In {folder}.")
    return "has room"


EVERY = (
    HealthCheck("database", database),
    HealthCheck("migrations", migrations),
    HealthCheck("index", index),
    HealthCheck("broker", broker),
    HealthCheck("disk", disk),
)


def reason(error: Exception) -> str:
    """What an answer may say of `error`."""
    if isinstance(error, Unready):
        return str(error)
    return "cannot be reached" if outage.met_by(error) else "fails"


@cache
def _known_migrations() -> frozenset[tuple[str, str]]:
    """Read off the names of the files: to import them all would take memory."""
    return frozenset(
        (config.label, file.stem)
        for config in apps.get_app_configs()
        for file in Path(config.path, "migrations").glob("[!_~]*.py")
    )


def _existing(folder: Path) -> Path:
    return next(one for one in (folder, *folder.absolute().parents) if one.exists())
