"""All of it at once, as ./run does it after installing."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path

import psutil
import psycopg
import pytest

from kb.local import cluster, embedded, shared

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 120.0  # seconds; a first start compresses static files
LARGEST_PROCESS = 110 * 2**20  # bytes
LARGEST_WEB_PROCESS = 125 * 2**20  # signing in by passkey loads a library of cryptography
WITHOUT = ROOT / "tests" / "kb" / "local" / "absent"
"""Hides what REST framework imports where it is there: only tools of the tests bring it along."""
CHECK_PASSWORD = """
import os
from incidents.models import User
print(User.objects.get().check_password(os.environ["GUESS"]))
"""


class Started:
    """A supervisor with a folder of its own, and what it says."""

    def __init__(self, var: Path, port: int, **environment: str) -> None:
        self.var = var
        self.port = port
        self.log = var.with_name(f"said-{port}.log")
        own = {"SOUNDINGS_VAR": str(var), "PORT": str(port), "DATABASE_URL": "", "PYTHONPATH": str(WITHOUT)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "kb.local.supervisor"],
                cwd=ROOT,
                env=os.environ | own | environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    @property
    def said(self) -> str:
        return self.log.read_text()

    def wait_until_it_answers(self) -> None:
        self.wait_until_it_says("Soundings answers at")

    def wait_until_it_says(self, words: str) -> None:
        deadline = time.monotonic() + PATIENCE
        while words not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def family(self) -> list[psutil.Process]:
        own = psutil.Process(self.process.pid)
        return [*own.children(recursive=True), own]

    def end(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)


@pytest.fixture
def port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    return number


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return psutil.wait_procs(processes, timeout=PATIENCE)[1]


def status_of(port: int) -> int:
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", "/")
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Started:
    """A first start in an empty folder, over by now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    started = Started(tmp_path_factory.mktemp("first") / "var", number)
    started.wait_until_it_says("First login")
    assert started.end() == 0
    return started


@pytest.fixture
def running(first: Started, port: int) -> Iterator[Started]:
    started = Started(first.var, port)
    family: list[psutil.Process] = []
    try:
        started.wait_until_it_answers()
        family = started.family()
        yield started
    finally:
        if started.process.poll() is None:
            started.end()
        assert not alive(family)


def command_of(process: psutil.Process) -> str:
    """Nothing for one that has just ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.NoSuchProcess:
        return ""


def one_of(started: Started, words: str) -> psutil.Process:
    """The oldest process of the family with these words in its command."""
    found = [process for process in started.family() if words in command_of(process)]
    return min(found, key=lambda process: process.create_time())


def test_the_first_start_makes_a_login_whose_password_is_kept_nowhere(first: Started) -> None:
    said_at_last = first.said.split("Soundings answers at")[1]
    (password,) = re.findall(r"First login: admin, password (\S+) \(shown only this once;", said_at_last)
    kept = [
        file for file in first.var.rglob("*") if file.is_file() and password.encode() in file.read_bytes()
    ]
    assert kept == []
    with shared.available(first.var / "postgresql"):
        with psycopg.connect(embedded.url(first.var / "postgresql")) as connection:
            rows = connection.execute("SELECT username, password FROM incidents_user").fetchall()
        command = [sys.executable, "manage.py", "shell", "--no-imports", "-c", CHECK_PASSWORD]
        environment = os.environ | {"SOUNDINGS_VAR": str(first.var), "DATABASE_URL": "", "GUESS": password}
        checked = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True
        )
    assert [(name, password in stored) for name, stored in rows] == [("admin", False)]
    assert checked.stdout.strip() == "True"


def test_it_ends_cleanly_when_asked(first: Started) -> None:
    assert "Stopping." in first.said.splitlines()
    assert "Traceback" not in first.said
    assert not cluster.is_ready(first.var / "postgresql")


def test_a_later_start_prepares_nothing_and_answers(running: Started) -> None:
    assert "First login" not in running.said
    assert status_of(running.port) in {200, 302, 404}


def test_its_processes_are_small(running: Started) -> None:
    sizes = {
        (process.pid, command_of(process)): process.memory_info().rss
        for process in running.family()
        if "postgres" not in process.name()
    }
    too_large = {
        (pid, command): size
        for (pid, command), size in sizes.items()
        if size >= (LARGEST_WEB_PROCESS if "granian" in command else LARGEST_PROCESS)
    }
    assert not too_large


def test_after_the_death_of_everything_the_next_start_just_works(running: Started, port: int) -> None:
    family = running.family()
    for process in family:
        with suppress(psutil.NoSuchProcess):  # some end with their parent
            process.kill()
    assert not alive(family)
    again = Started(running.var, port)
    again.wait_until_it_answers()
    assert again.end() == 0


def test_a_killed_database_starts_again_and_the_site_recovers(running: Started) -> None:
    one_of(running, "bin/postgres -D").kill()
    ended = "PostgreSQL ended unexpectedly (killed by SIGKILL); starting it again in 1 s."
    wait_until(running, lambda: ended in running.said)
    seen = set()
    wait_until(running, lambda: bool(seen.add(status_of(running.port))) or 200 in seen)
    assert seen <= {200, 503}
    assert "Traceback" not in running.said
    wait_until(running, lambda: any("kb.celery" in command_of(process) for process in running.family()))


def test_a_command_that_began_first_shares_the_database(first: Started, port: int) -> None:
    database = first.var / "postgresql"
    with shared.available(database):
        started = Started(first.var, port)
        started.wait_until_it_answers()
        pid = cluster.recorded_pid(database)
    try:
        assert cluster.recorded_pid(database) == pid
        assert status_of(port) == 200
    finally:
        assert started.end() == 0
    assert not cluster.is_ready(database)


def test_without_its_web_server_it_ends_and_says_why(running: Started) -> None:
    family = running.family()
    one_of(running, "granian").kill()
    assert running.process.wait(PATIENCE) == 1
    assert "The web server ended unexpectedly (killed by SIGKILL)" in running.said
    assert not alive(family)


def test_a_killed_worker_is_replaced_with_its_beat(running: Started) -> None:
    wait_until(running, lambda: any("kb.celery" in command_of(process) for process in running.family()))
    worker = one_of(running, "kb.celery")
    beat = worker.children()
    worker.kill()
    assert not alive(beat)
    ended = "The worker ended unexpectedly (killed by SIGKILL); starting it again in 1 s."
    wait_until(running, lambda: ended in running.said)
    wait_until(running, lambda: any(is_another(process, worker) for process in running.family()))


def is_another(process: psutil.Process, worker: psutil.Process) -> bool:
    return process != worker and "kb.celery" in command_of(process)


def wait_until(running: Started, condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, running.said
        time.sleep(0.05)


def test_a_second_start_beside_it_is_refused(running: Started) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        number: int = server.getsockname()[1]
    second = Started(running.var, number)
    assert second.process.wait(PATIENCE) == 1
    assert re.search(r"Another ./run works in .+ \(process \d+ at http://localhost:\d+\)", second.said)
    assert status_of(running.port) in {200, 302, 404}


def test_a_taken_port_is_told_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        started = Started(tmp_path / "var", server.getsockname()[1])
        assert started.process.wait(PATIENCE) == 1
    assert f"PORT={started.port + 1} ./run" in started.said
    assert not (started.var / "postgresql").exists()


def test_settings_that_do_not_hold_are_told_without_a_traceback(tmp_path: Path, port: int) -> None:
    started = Started(tmp_path / "var", port, SOUNDINGS_PRODUCTION="on")
    assert started.process.wait(PATIENCE) == 2
    assert "DATABASE_URL is missing" in started.said
    assert "Traceback" not in started.said
