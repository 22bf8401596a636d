"""What monitoring reads from two processes of a real web server, on the database of the test."""

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.domain import audit, mail
from incidents.models import Candidate, Feed, FeedRun
from kb.gateway import asgi
from kb.local import supervisor
from kb.local.address import Address
from kb.local.processes import Program
from tests import factories
from tests.kb.test_settings import READ_KEY, start

BOUND = 60.0
"""Seconds after which a test has failed."""
TOKEN = "only-for-this-test-0123456789"
PROMTOOL = pytest.mark.skipif(
    shutil.which("promtool") is None, reason="promtool is missing; .ci/services installs it"
)

pytestmark = pytest.mark.django_db(transaction=True)


class Monitored:
    def __init__(self, address: Address, folder: Path) -> None:
        self.address = address
        self.folder = folder

    def asks(self, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
        """On a connection of its own, so that any of the processes may answer."""
        client = HTTPConnection(self.address.host, self.address.port, timeout=BOUND)
        with closing(client):
            client.request(method, path, headers={"Host": "localhost"} | headers)
            response = client.getresponse()
            return response.status, response.read().decode()

    def scraped(self) -> str:
        status, text = self.asks("/metrics", Authorization=f"Bearer {TOKEN}")
        assert status == 200, text
        return text

    def value(self, name: str, **labels: str) -> float:
        """0 where there is no such series."""
        text = self.scraped()
        for line in text.splitlines():
            found = re.fullmatch(rf"{name}(?:{{(.*)}})? (\S+)", line)
            if found and dict(re.findall(r'(\w+)="([^"]*)"', found[1] or "")) == labels:
                return float(found[2])
        return 0.0


@pytest.fixture(scope="module")
def monitored(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Monitored]:
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        address = Address("127.0.0.1", probe.getsockname()[1])
    name = connections["default"].settings_dict["NAME"]
    var: Path = tmp_path_factory.mktemp("monitored")
    (var / "static").mkdir()
    own = {
        "DATABASE_URL": urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}")),
        "SOUNDINGS_VAR": str(var),
        "SOUNDINGS_METRICS_TOKEN": TOKEN,
    }
    web = supervisor.web(address)
    command = [*web.command[:-1], "tests.kb.gateway.site:application"]
    program = Program(web.name, command, environment={**(web.environment or os.environ), **own})
    program.start()
    try:
        deadline = time.monotonic() + BOUND
        while not address.answers():
            assert program.exit_code() is None, "The server ended; its last words are above."
            assert time.monotonic() < deadline, "The server does not answer."
            time.sleep(0.1)
        yield Monitored(address, var)
    finally:
        program.stop()


def test_nobody_reads_it_without_the_token(monitored: Monitored) -> None:
    for sent in (
        {},
        {"Authorization": "Bearer wrong"},
        {"Authorization": f"Basic {TOKEN}"},
        {"Authorization": "ü"},
    ):
        status, text = monitored.asks("/metrics", **sent)
        assert (status, "soundings_" in text) == (401, False)


def test_there_is_no_such_page_unless_a_token_is_set(settings: Settings) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    assert "/metrics" not in asgi.own
    assert Client().get("/metrics").status_code == 404


def test_a_short_token_is_refused_at_the_start_and_not_shown(tmp_path: Path) -> None:
    done = start("-c", READ_KEY, SOUNDINGS_METRICS_TOKEN="tiller", SOUNDINGS_VAR=str(tmp_path))
    assert done.returncode != 0
    assert "- SOUNDINGS_METRICS_TOKEN is shorter than 24 characters" in done.stderr
    assert "tiller" not in done.stderr


def test_all_processes_count_together(monitored: Monitored) -> None:
    factories.saved("KF-1")
    place = {"view": "story", "method": "GET"}
    before = monitored.value("soundings_requests_total", **place, status="200")
    for _ in range(40):
        assert monitored.asks("/KF-1")[0] == 200
    counted = monitored.value("soundings_requests_total", **place, status="200")
    assert counted - before == 40
    assert monitored.value("soundings_request_seconds_count", **place) == counted
    assert monitored.value("soundings_request_seconds_sum", **place) > 0
    assert monitored.value("soundings_request_statements_total", **place) >= 40
    files = {file.stem for file in (monitored.folder / "metrics").iterdir()}
    assert len({name.rpartition("_")[2] for name in files}) >= 2, "Two processes have counted."
    assert all(file.stat().st_blocks * 512 >= 2**20 for file in (monitored.folder / "metrics").iterdir())


def test_no_stranger_makes_a_series_of_her_own(monitored: Monitored) -> None:
    before = monitored.value("soundings_requests_total", view="other", method="GET", status="404")
    for number in range(5):
        assert monitored.asks(f"/nothing-here-{number}")[0] == 404
    assert monitored.value("soundings_requests_total", view="other", method="GET", status="404") - before == 5
    monitored.asks("/", method="BREW")
    assert "nothing-here" not in monitored.scraped()
    assert "BREW" not in monitored.scraped()


def test_what_the_gateway_refuses_is_counted(monitored: Monitored) -> None:
    before = monitored.value("soundings_refused_requests_total", status="413")
    assert monitored.asks("/lint", method="POST", **{"Content-Length": str(2**30)})[0] == 413
    assert monitored.value("soundings_refused_requests_total", status="413") - before == 1


def test_what_waits_and_what_fails_is_read_from_the_database(monitored: Monitored) -> None:
    now = timezone.now()
    assert monitored.value("soundings_mails_oldest_seconds") == 0
    for minutes in (3, 10):
        moment = now - timedelta(minutes=minutes)
        mail.post(recipient="ada@example.org", subject="News", text="…", now=moment)
    feed = Feed.objects.create(
        name="List",
        slug="list",
        kind="k8s-af",
        address="https://example.org/list",
        created_at=now,
        next_run_at=now - timedelta(hours=2),
    )
    FeedRun.objects.create(
        feed=feed, number=1, trigger="schedule", state="failed", message="Gone.", started_at=now, ended_at=now
    )
    Candidate.objects.create(title="An outage", created_at=now)
    for action, number in {"account.refused": 3, "account.signed.in": 1}.items():
        for _ in range(number):
            audit.record(action=action, target="ada", actor=None, at=now)
    audit.record(action="account.refused", target="ada", actor=None, at=now - timedelta(hours=1))

    assert monitored.value("soundings_mails_waiting") == 2
    assert 600 <= monitored.value("soundings_mails_oldest_seconds") < 600 + BOUND
    assert 7200 <= monitored.value("soundings_feeds_overdue_seconds") < 7200 + BOUND
    assert monitored.value("soundings_feed_runs", state="failed") == 1
    assert monitored.value("soundings_feed_runs", state="done") == 0
    assert monitored.value("soundings_candidates_waiting") == 1
    assert monitored.value("soundings_sign_ins", outcome="failed") == 3
    assert monitored.value("soundings_sign_ins", outcome="succeeded") == 1
    assert monitored.value("soundings_index_behind_changes") == 0
    assert monitored.value("soundings_database_up") == 1
    assert monitored.value("soundings_ready", check="index") == 1


def test_without_its_tables_the_rest_is_told_still(monitored: Monitored) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE incidents_outgoingmail RENAME TO set_aside")
    try:
        assert monitored.value("soundings_database_up") == 0
        assert monitored.value("soundings_ready", check="database") == 1
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE set_aside RENAME TO incidents_outgoingmail")


@PROMTOOL
@pytest.mark.services
def test_prometheus_takes_it_without_objection(monitored: Monitored) -> None:
    monitored.asks("/")
    checked = subprocess.run(
        ["promtool", "check", "metrics"],
        input=monitored.scraped(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_where_the_disk_is_full_nothing_is_counted(tmp_path: Path) -> None:
    full = (
        "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096));"
        "from kb.metrics import counted;"
        "counted.request(view='story', method='GET', status=200, seconds=0.1, statements=1);"
        "counted.refused(413); print(counted.HAS_ROOM)"
    )
    folder = tmp_path / "metrics"
    # -B: what Python compiles would be cut short, too, and be found by whoever comes next.
    done = start("-Bc", full, SOUNDINGS_VAR=str(tmp_path), PROMETHEUS_MULTIPROC_DIR=str(folder))
    assert (done.stdout, done.returncode) == ("False\n", 0)
    assert "There is no room for the files of /metrics" in done.stderr
    assert not list(folder.glob("*.db"))
