"""The commands under "In production" of README.md, as a newcomer copies them.

They run in what a clone of this work tree would hold, with an empty `var/`, on the PostgreSQL server of
TEST_POSTGRESQL_URL. The virtual environment is the one the tests run in, unless FRESH_CLONE is set.
"""

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
SERVER = os.environ.get("TEST_POSTGRESQL_URL", "")
NAME = "soundings"  # of the role and the database that README.md makes
HOST = "soundings.example.org"
START_SECONDS = 600.0  # with an installation of everything
STOP_SECONDS = 60.0
FIRST_LOGIN = re.compile(r"^First login: admin, password \S+ \(shown only this once; .+\)$", re.MULTILINE)

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not SERVER, reason="needs a PostgreSQL server in TEST_POSTGRESQL_URL"),
]


def commands() -> tuple[str, str]:
    """What sets up and starts the first time, and what starts again."""
    section = (ROOT / "README.md").read_text().split("\n## In production\n")[1].split("\n## ")[0]
    (block,) = re.findall(r"```bash\n(.+?)```", section, re.DOTALL)
    return block, "set -a" + block.split("set -a")[1]


def clone(folder: Path) -> Path:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    for name in map(os.fsdecode, filter(None, listed.stdout.split(b"\0"))):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes((ROOT / name).read_bytes())
            (folder / name).chmod((ROOT / name).stat().st_mode)
    if not os.environ.get("FRESH_CLONE"):
        (folder / ".venv").symlink_to(sys.prefix)
    return folder


@pytest.fixture
def superuser() -> Iterator[dict[str, str]]:
    """Variables with which psql reaches the server; the role and the database of README.md go afterwards."""
    parts = urlsplit(SERVER)
    with psycopg.connect(SERVER, autocommit=True) as connection:
        taken = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [NAME]).fetchone()
        assert not taken, f"The server of TEST_POSTGRESQL_URL has a role {NAME}; drop it, or name another."
        yield {
            "PSQL": "psql",
            "PGHOST": parts.hostname or "",
            "PGPORT": str(parts.port or 5432),
            "PGUSER": unquote(parts.username or ""),
            "PGPASSWORD": unquote(parts.password or ""),
        }
        name = sql.Identifier(NAME)
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
        connection.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(name))


class Shell:
    """A shell that runs commands which end with `./run`, from the first answer to Ctrl-C."""

    def __init__(self, script: str, folder: Path, environment: dict[str, str]) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]
        self.log = folder.with_name(f"said-{self.port}")
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                ["bash", "-euo", "pipefail", "-c", script],
                cwd=folder,
                env={**kept, **environment, "PORT": str(self.port)},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        return self.log.read_text()

    def wait_for(self, words: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while words not in self.said():
            assert self.process.poll() is None, self.said()
            assert time.monotonic() < deadline, self.said()
            time.sleep(0.1)

    def ask(self, **headers: str) -> tuple[int, str, str]:
        """Status, Location and body of a story."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=STOP_SECONDS)
        connection.request("GET", "/KF-15", headers={"Host": HOST} | headers)
        answer = connection.getresponse()
        found = answer.status, answer.headers.get("Location", ""), answer.read().decode()
        connection.close()
        return found

    def stop(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.process.wait(STOP_SECONDS)

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clone").mkdir()
    return clone(tmp_path / "clone")


def test_the_documented_start_works_and_so_does_the_next(folder: Path, superuser: dict[str, str]) -> None:
    first_time, again = commands()
    first = Shell(first_time, folder, superuser)
    try:
        first.wait_for("First login")
        status, _, body = first.ask(**{"X-Forwarded-Proto": "https"})
        assert (status, "KF-15" in body) == (200, True)
        assert first.ask()[:2] == (301, f"https://{HOST}/KF-15")
        assert first.stop() == 0, first.said()
    finally:
        first.kill()
    assert FIRST_LOGIN.findall(first.said().split("Soundings answers at")[1]), first.said()
    assert "Traceback" not in first.said()
    assert "Invalid HTTP_HOST" not in first.said()
    assert (folder / "production.env").stat().st_mode & 0o077 == 0

    second = Shell(again, folder, {})
    try:
        second.wait_for("Soundings answers at")
        assert second.ask(**{"X-Forwarded-Proto": "https"})[0] == 200
        assert second.stop() == 0, second.said()
    finally:
        second.kill()
    assert "First login" not in second.said()
