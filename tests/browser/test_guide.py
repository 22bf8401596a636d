"""“Use it in ten minutes”, as people copy it: every file of it runs against a site."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from incidents.api.start import FOLDER, STEPS
from incidents.api.v1.examples.requests import ADDRESS, LOG, MANIFEST
from tests.browser.harbour import TOKEN

CODE = {step.name: step for step in STEPS}
SOUND = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: words
data: {}
"""
TIME = 60  # seconds; several suites may share the machine

pytestmark = pytest.mark.skipif(not shutil.which("curl"), reason="curl is missing; .ci/services installs it")


def ran(name: str, site: str, folder: Path) -> subprocess.CompletedProcess[str]:
    (folder / name).write_text(CODE[name].code(site))
    program = sys.executable if name.endswith(".py") else "sh"
    return subprocess.run(
        [program, name], cwd=folder, capture_output=True, text=True, timeout=TIME, check=False
    )


def test_every_file_is_shown_and_has_a_test():
    assert {path.name.removesuffix(".txt") for path in FOLDER.iterdir()} == set(CODE)
    assert all(f'"{name}"' in Path(__file__).read_text() for name in CODE)


def test_stories_are_read(site, tmp_path):
    done = ran("read.sh", site, tmp_path)
    assert done.returncode == 0
    assert '"ref":"KF-15"' in done.stdout.replace(" ", "")
    assert "ref: KF-15\n" in done.stdout
    assert '"total":' in done.stdout


def test_what_a_token_may_read_is_read(site, tmp_path, monkeypatch):
    monkeypatch.setenv("SOUNDINGS_TOKEN", TOKEN)
    assert json.loads(ran("token.sh", site, tmp_path).stdout)["results"]
    monkeypatch.setenv("SOUNDINGS_TOKEN", TOKEN[::-1])
    refused = ran("token.sh", site, tmp_path)
    assert refused.returncode
    assert json.loads(refused.stdout)["status"] == 401


def test_words_are_answered(site, tmp_path):
    assert json.loads(ran("find.sh", site, tmp_path).stdout)["kind"] == "words"


def test_a_log_is_answered_as_markdown(site, tmp_path):
    (tmp_path / "incident.log").write_text(LOG)
    assert f"{site}/KF-16" in ran("paste.sh", site, tmp_path).stdout


def test_the_program_lists_stories(site, tmp_path):
    done = ran("stories.py", site, tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"{site}/KF-16" in done.stdout


def test_the_step_of_the_pipeline_fails_for_a_known_outage(site, tmp_path):
    (tmp_path / "deploy.yaml").write_text(MANIFEST)
    done = ran("lint.sh", site, tmp_path)
    assert done.returncode == 1
    assert f"{site}/KF-15" in done.stdout
    (tmp_path / "deploy.yaml").write_text(SOUND)
    assert ran("lint.sh", site, tmp_path).returncode == 0


@pytest.mark.parametrize(("content", "said"), [("a: [b", "not checked"), ("", "is empty")])
def test_the_step_of_the_pipeline_says_why_it_could_not_check(site, tmp_path, content, said):
    (tmp_path / "deploy.yaml").write_text(content)
    done = ran("lint.sh", site, tmp_path)
    assert done.returncode == 1
    assert said in done.stdout + done.stderr


def test_the_command_of_the_pipeline_writes_what_it_uploads(tmp_path):
    steps = yaml.safe_load(CODE["ci.yaml"].code(ADDRESS))["steps"]
    (command,) = [step["run"] for step in steps if step.get("run", "").startswith("soundings ")]
    (upload,) = [step["with"]["sarif_file"] for step in steps if "with" in step]
    (tmp_path / "deploy").mkdir()
    (tmp_path / "deploy" / "cronjob.yaml").write_text(MANIFEST)
    program = [sys.executable, "-m", "incidents.cli", *command.split()[1:]]
    project = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    subprocess.run(program, cwd=tmp_path, timeout=TIME, check=False, env=project)
    assert json.loads((tmp_path / upload).read_text())["version"] == "2.1.0"


def test_alerts_link_to_their_stories(site, tmp_path):
    assert ran("alerts.sh", site, tmp_path).returncode == 0
    whole = yaml.safe_load((tmp_path / "soundings-rules.yaml").read_text())
    links = [rule["annotations"]["runbook_url"] for group in whole["groups"] for rule in group["rules"]]
    assert links
    assert all(link.startswith(f"{site}/") for link in links)


@pytest.mark.skipif(not shutil.which("promtool"), reason="promtool is missing; .ci/services installs it")
def test_an_alert_of_ones_own_is_a_rule_file(tmp_path):
    (tmp_path / "rules.yaml").write_text(CODE["alert.yaml"].code(ADDRESS))
    done = subprocess.run(
        ["promtool", "check", "rules", "rules.yaml"],
        cwd=tmp_path,
        timeout=TIME,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
