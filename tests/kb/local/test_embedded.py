import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from kb.local import cluster, embedded
from kb.local.privileges import account_for

WRITER = """
import sys
import psycopg
with psycopg.connect(sys.argv[1], autocommit=True) as connection:
    connection.execute("CREATE TABLE kept (number integer)")
    for number in range(1_000_000):
        connection.execute("INSERT INTO kept VALUES (%s)", [number])
        print(number, flush=True)
"""

STARTER = """
import sys, time
from pathlib import Path
from kb.local import embedded
server = embedded.Server(Path(sys.argv[1]))
server.start()
print("started", flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "postgresql"


@pytest.fixture
def passable() -> Iterator[Path]:
    """A folder other accounts may pass through, which those of pytest are not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


@pytest.fixture
def server(folder: Path) -> Iterator[embedded.Server]:
    server = embedded.Server(folder)
    server.start()
    yield server
    server.stop()


def ask(folder: Path, question: str) -> object:
    with psycopg.connect(embedded.url(folder)) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def started_elsewhere(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", STARTER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "started\n"
    return process


def ended(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def test_first_start_makes_the_database(server: embedded.Server) -> None:
    assert ask(server.folder, "SELECT current_database()") == "soundings"
    assert ask(server.folder, "SELECT lower('ÄÖ')") == "äö"
    assert ask(server.folder, "SHOW server_encoding") == "UTF8"


def test_nothing_listens_on_the_network(server: embedded.Server) -> None:
    assert ask(server.folder, "SHOW listen_addresses") == ""
    assert (server.folder / cluster.SOCKET_NAME).stat().st_mode & 0o777 == 0o700
    assert server.folder.stat().st_mode & 0o777 == 0o700


def test_what_was_written_is_there_after_a_restart(server: embedded.Server) -> None:
    with psycopg.connect(embedded.url(server.folder)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    server.stop()
    server.start()
    assert ask(server.folder, "SELECT number FROM kept") == 7


def test_every_commit_survives_a_kill_in_the_middle_of_writing(server: embedded.Server) -> None:
    command = [sys.executable, "-c", WRITER, embedded.url(server.folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as writer:
        assert writer.stdout is not None
        lines = [writer.stdout.readline() for _ in range(500)]
        assert server.process is not None
        server.process.kill()
        server.process.wait()
        lines += writer.stdout.readlines()

    server.start()

    confirmed = len(lines)
    # The last one may have been committed without its writer hearing of it.
    assert ask(server.folder, "SELECT count(*) FROM kept") in {confirmed, confirmed + 1}
    assert ask(server.folder, "SELECT max(number) + 1 = count(*) FROM kept") is True


def test_the_server_ends_with_a_killed_starter_and_starts_again(folder: Path) -> None:
    starter = started_elsewhere(folder)
    with psycopg.connect(embedded.url(folder)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")

    ended(starter)

    server = embedded.Server(folder)
    deadline = time.monotonic() + 30
    while cluster.is_ready(folder):
        assert time.monotonic() < deadline, "the server outlived the process that started it"
        time.sleep(0.01)
    server.start()
    try:
        assert ask(folder, "SELECT number FROM kept") == 7
    finally:
        server.stop()


def test_a_second_start_is_told_who_has_it(folder: Path) -> None:
    starter = started_elsewhere(folder)
    pid = cluster.recorded_pid(folder)
    try:
        with pytest.raises(embedded.InUseError, match=rf"in use \(process {pid}\)"):
            embedded.Server(folder).start()
        assert ask(folder, "SELECT 1") == 1
    finally:
        ended(starter)


def test_of_many_starts_at_once_one_starts_and_the_others_attach(folder: Path) -> None:
    # Linux ends a child with the thread that started it, so each thread stays until its server may go.
    servers = [embedded.Server(folder, durable=False) for _ in range(4)]
    answers: list[bool] = []
    release = threading.Event()

    def start(server: embedded.Server) -> None:
        answers.append(server.start_unless_running())
        release.wait(30)
        server.stop()

    threads = [threading.Thread(target=start, args=[server]) for server in servers]
    for thread in threads:
        thread.start()
    while len(answers) < len(servers) and any(thread.is_alive() for thread in threads):
        time.sleep(0.01)
    try:
        assert sorted(answers) == [False, False, False, True]
        assert ask(folder, "SELECT 1") == 1
    finally:
        release.set()
        for thread in threads:
            thread.join()


def test_a_stale_pid_file_of_a_living_stranger_stops_nobody(server: embedded.Server) -> None:
    server.stop()
    lines = [str(os.getpid()), str(server.folder), "0", "5432", str(server.folder), "", "0 0", "ready"]
    (server.folder / cluster.PID_FILE).write_text("\n".join(lines) + "\n")
    (server.folder / f"{cluster.SOCKET_NAME}.lock").write_text("\n".join(lines) + "\n")

    server.start()

    assert ask(server.folder, "SELECT 1") == 1
    assert server.process is not None
    assert cluster.recorded_pid(server.folder) == server.process.pid


def test_a_start_that_died_half_way_is_begun_anew(folder: Path) -> None:
    unfinished = folder.with_name("postgresql.new")
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")

    server = embedded.Server(folder)
    server.start()
    server.stop()

    assert not unfinished.exists()


def test_another_version_is_refused_with_a_way_out(server: embedded.Server) -> None:
    server.stop()
    (server.folder / "PG_VERSION").write_text("15\n")
    with pytest.raises(embedded.EmbeddedError, match=r"written by PostgreSQL 15, and this is 18.*pg_dump"):
        server.start()


def test_a_server_that_cannot_start_says_why(server: embedded.Server) -> None:
    server.stop()
    (server.folder / "postgresql.auto.conf").write_text("shared_buffers = 'many'\n")
    with pytest.raises(embedded.EmbeddedError, match='invalid value for parameter "shared_buffers"'):
        server.start()
    assert server.process is None


def test_a_path_too_long_for_a_socket_still_works(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 25) / "postgresql"
    server = embedded.Server(folder, durable=False)
    server.start()
    try:
        assert cluster.socket_folder(folder) != folder
        assert cluster.socket_folder(folder).stat().st_mode & 0o777 == 0o700
        assert ask(folder, "SELECT 1") == 1
    finally:
        server.stop()
        cluster.socket_folder(folder).rmdir()


def test_a_throw_away_server_does_not_wait_for_the_disk(folder: Path) -> None:
    server = embedded.Server(folder, durable=False)
    server.start()
    try:
        assert ask(folder, "SHOW fsync") == "off"
    finally:
        server.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run PostgreSQL as another user")
def test_root_without_user_namespaces_runs_it_as_nobody(passable: Path) -> None:
    folder = passable / "postgresql"
    server = embedded.Server(folder, account=account_for(folder, namespaces=False))
    server.start()
    try:
        assert folder.stat().st_uid == 65534
        assert ask(folder, "SELECT 1") == 1
    finally:
        server.stop()
    again = embedded.Server(folder)
    again.start()
    again.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may run PostgreSQL as another user")
def test_root_is_told_which_folder_nobody_may_not_enter(passable: Path) -> None:
    closed = passable / "closed"
    closed.mkdir(mode=0o700)
    folder = closed / "postgresql"
    server = embedded.Server(folder, account=account_for(folder, namespaces=False))
    with pytest.raises(embedded.EmbeddedError, match=f"user id 65534 may not enter {closed}"):
        server.start()


def test_stop_is_clean(server: embedded.Server) -> None:
    server.stop()
    assert b"database system is shut down" in server.log.read_bytes()
    assert not (server.folder / cluster.PID_FILE).exists()


def test_a_signal_to_the_terminal_group_does_not_reach_it(server: embedded.Server) -> None:
    assert server.process is not None
    assert os.getpgid(server.process.pid) != os.getpgrp()
