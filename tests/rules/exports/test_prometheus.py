"""The rule file in a real Prometheus, and what its alerts say."""

import json
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import Any

import pytest
import yaml

from incidents.rules import folder
from incidents.rules.bundle import Bundle
from incidents.rules.exports import prometheus

SHIPPED = folder.read(Path(__file__).parents[3] / "fixtures" / "rules").alert_rules
BUNDLE = Bundle("https://soundings.example.org", alert_rules=SHIPPED)
TIMEOUT = 30.0  # seconds

needs_prometheus = pytest.mark.skipif(
    shutil.which("prometheus") is None, reason="prometheus is missing; .ci/services installs it"
)


def rules() -> list[dict[str, Any]]:
    (document,) = yaml.safe_load_all(prometheus.write(BUNDLE))
    return [rule for group in document["groups"] for rule in group["rules"]]


def test_an_alert_links_to_its_story() -> None:
    (alert,) = [rule for rule in rules() if rule["labels"]["rule_id"] == "A-3"]
    assert alert["alert"] == "KFCronJobRunsPileUp"
    assert alert["labels"] == {"severity": "warning", "incident_id": "KF-15", "rule_id": "A-3"}
    assert alert["annotations"]["runbook_url"] == "https://soundings.example.org/KF-15"
    assert alert["annotations"]["incident_ids"] == "KF-15, KF-48"


def test_every_alert_is_exported_once() -> None:
    assert sorted(rule["labels"]["rule_id"] for rule in rules()) == sorted(rule.ref for rule in SHIPPED)


@pytest.mark.services
@needs_prometheus
def test_promtool_accepts_the_whole_file(tmp_path: Path) -> None:
    (tmp_path / prometheus.RULES_FILE).write_text(prometheus.write(BUNDLE))
    done = subprocess.run(
        ["promtool", "check", "rules", prometheus.RULES_FILE],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert f"{len(SHIPPED)} rules found" in done.stdout


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """The address of a Prometheus that has loaded our rule file."""
    (tmp_path / prometheus.RULES_FILE).write_text(prometheus.write(BUNDLE))
    (tmp_path / "prometheus.yml").write_text(f"rule_files: [{prometheus.RULES_FILE}]\n")
    with closing(socket.create_server(("127.0.0.1", 0))) as probe:
        port = probe.getsockname()[1]
    command = [
        "prometheus",
        "--config.file=prometheus.yml",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--log.level=error",
    ]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as process:
        try:
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()


def answered(host: str, path: str) -> dict[str, Any]:
    deadline = time.monotonic() + TIMEOUT
    while True:
        try:
            with closing(HTTPConnection(host, timeout=5)) as connection:
                connection.request("GET", path)
                answer: dict[str, Any] = json.load(connection.getresponse())
                return answer
        except (OSError, HTTPException, ValueError):  # not up yet, or not ready
            assert time.monotonic() < deadline, f"Prometheus does not answer after {TIMEOUT} seconds."
            time.sleep(0.1)


@pytest.mark.services
@needs_prometheus
def test_a_real_prometheus_loads_every_alert(address: str) -> None:
    groups = answered(address, "/api/v1/rules")["data"]["groups"]
    loaded = [rule for group in groups for rule in group["rules"]]
    assert sorted(rule["labels"]["rule_id"] for rule in loaded) == sorted(rule.ref for rule in SHIPPED)
    assert {rule["health"] for rule in loaded} <= {"ok", "unknown"}
    assert [rule["lastError"] for rule in loaded if rule.get("lastError")] == []
