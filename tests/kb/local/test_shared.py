"""The embedded server among the processes that use it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from kb.local import cluster, embedded
from kb.local.shared import SharedServer, available

PATIENCE = 60.0
USER = """
import sys
from pathlib import Path
from kb.local import shared
with shared.available(Path(sys.argv[1])):
    print("attached", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "postgresql"
    yield folder
    until(lambda: not cluster.is_ready(folder))


def until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.01)


def ask(folder: Path, question: str) -> object:
    with psycopg.connect(embedded.url(folder)) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def user_elsewhere(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", USER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "attached\n"
    return process


def test_it_stops_with_its_only_user(folder: Path) -> None:
    with available(folder):
        assert ask(folder, "SELECT 1") == 1
    assert not cluster.is_ready(folder)
    assert b"database system is shut down" in folder.with_name("postgresql.log").read_bytes()


def test_one_started_otherwise_is_used_and_left_alone(folder: Path) -> None:
    server = embedded.Server(folder)
    server.start()
    try:
        with available(folder):
            pass
        assert ask(folder, "SELECT 1") == 1
    finally:
        server.stop()


def test_the_first_to_leave_takes_nothing_from_the_others(folder: Path) -> None:
    """The command that started the server ends at once, and the other keeps working on one connection."""
    first = user_elsewhere(folder)
    with available(folder), psycopg.connect(embedded.url(folder)) as connection:
        first.communicate("", PATIENCE)
        assert first.returncode == 0
        assert connection.execute("SELECT 1").fetchone() == (1,)
    assert not cluster.is_ready(folder)


def test_a_killed_user_takes_nothing_from_the_others(folder: Path) -> None:
    first = user_elsewhere(folder)
    with available(folder), psycopg.connect(embedded.url(folder)) as connection:
        first.kill()
        first.communicate()
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_it_stops_when_its_last_user_is_killed(folder: Path) -> None:
    user = user_elsewhere(folder)
    user.kill()
    user.communicate()
    until(lambda: not cluster.is_ready(folder))
    with available(folder):
        assert ask(folder, "SELECT 1") == 1


def test_users_that_come_and_go_at_once_all_find_it(folder: Path) -> None:
    users = [
        subprocess.Popen(
            [sys.executable, "-c", USER, str(folder)], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
        for _ in range(6)
    ]
    said = [user.communicate(timeout=PATIENCE)[0] for user in users]
    assert said == [b"attached\n"] * 6
    assert [user.returncode for user in users] == [0] * 6


def test_who_comes_while_it_stops_starts_it_again(folder: Path) -> None:
    for _ in range(3):
        user = user_elsewhere(folder)
        user.kill()
        user.communicate()
        with available(folder):
            assert ask(folder, "SELECT 1") == 1


def test_one_that_was_killed_says_how_and_starts_again(folder: Path) -> None:
    server = SharedServer(folder)
    server.attach()
    try:
        pid = cluster.recorded_pid(folder)
        assert pid is not None
        assert server.exit_code() is None
        os.kill(pid, signal.SIGKILL)
        until(lambda: server.exit_code() == -signal.SIGKILL)
        server.attach()
        assert server.exit_code() is None
        assert ask(folder, "SELECT 1") == 1
    finally:
        server.detach()


def test_a_user_that_did_not_start_it_notices_its_end_and_starts_it_again(folder: Path) -> None:
    first = user_elsewhere(folder)
    server = SharedServer(folder)
    server.attach()
    try:
        pid = cluster.recorded_pid(folder)
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        until(lambda: server.exit_code() is not None)
        server.attach()
        first.communicate("", PATIENCE)
        assert ask(folder, "SELECT 1") == 1
    finally:
        server.detach()


def test_one_that_cannot_start_says_why(folder: Path) -> None:
    with available(folder):
        pass
    (folder / "postgresql.auto.conf").write_text("shared_buffers = 'many'\n")
    told = pytest.raises(embedded.EmbeddedError, match='invalid value for parameter "shared_buffers"')
    with told, available(folder):
        pass
