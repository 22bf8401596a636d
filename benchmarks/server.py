"""The PostgreSQL server of the benchmarks, with one database per corpus, which is filled once and kept."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from kb.local import cluster, embedded

ROOT = Path(__file__).resolve().parent.parent
FILLED = "the corpus is complete"
"""The comment on a database that was filled completely."""


@contextmanager
def running(folder: Path) -> Iterator[embedded.Server]:
    server = embedded.Server(folder / "postgresql", durable=False)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def url(server: embedded.Server, database: str) -> str:
    return embedded.url(server.folder).replace(f"/{cluster.DATABASE}?", f"/{database}?")


def create(server: embedded.Server, database: str, *, anew: bool = False) -> bool:
    """Creates a database. Returns whether it is new; `anew` drops one that is there first."""
    with psycopg.connect(url(server, cluster.DATABASE), autocommit=True) as connection:
        if anew:
            connection.execute(f"DROP DATABASE IF EXISTS {database}")
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
        if not found:
            connection.execute(f"CREATE DATABASE {database}")
    return not found


def catalogue(server: embedded.Server, folder: Path) -> dict[str, str]:
    """The environment variables for an empty database, into which a site loads the catalogue."""
    return empty(server, "catalogue", folder)


def empty(server: embedded.Server, name: str, folder: Path) -> dict[str, str]:
    """The environment variables for a database with nothing in it, not even tables."""
    create(server, name, anew=True)
    return _variables(server, name, folder)


def corpus(server: embedded.Server, size: int, folder: Path) -> dict[str, str]:
    """The environment variables for the corpus of this size, which is generated if it is missing."""
    name = f"corpus_{size}"
    variables = _variables(server, name, folder)
    with psycopg.connect(url(server, cluster.DATABASE), autocommit=True) as connection:
        if not _is_filled(connection, name):
            connection.execute(f"DROP DATABASE IF EXISTS {name}")
            create(server, name)
            fill = [sys.executable, "-m", "benchmarks.part", "generator", str(size)]
            subprocess.run(fill, cwd=ROOT, env=variables, check=True)
            connection.execute(f"COMMENT ON DATABASE {name} IS '{FILLED}'")
    return variables


def _variables(server: embedded.Server, database: str, folder: Path) -> dict[str, str]:
    """Each database has an index of its own: two may have the same number of a file."""
    return os.environ | {
        "DATABASE_URL": url(server, database),
        "DJANGO_SETTINGS_MODULE": "kb.settings",
        "SOUNDINGS_VAR": str(folder),
        "SOUNDINGS_INDEX": str(folder / "index" / database),
    }


def _is_filled(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    found = connection.execute(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", [name]
    ).fetchone()
    return found is not None and found[0] == FILLED
