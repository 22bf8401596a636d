"""Django's commands find a database, and those that need none do not ask for one."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kb.local import cluster, running, shared

ROOT = Path(__file__).resolve().parent.parent


def manage(*arguments: str, var: Path) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"SOUNDINGS_VAR": str(var), "DATABASE_URL": ""}
    command = [sys.executable, "manage.py", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def system_python(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As a newcomer calls it: from a folder of its own, by a Python outside every virtual environment."""
    shutil.copy(ROOT / "manage.py", tmp_path)
    command = [Path(sys.base_prefix) / "bin" / "python3", "-S", "manage.py", *arguments]
    return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_environment_of_run_is_used(tmp_path: Path) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho in .venv: "$@"\n')
    python.chmod(0o755)
    assert system_python(tmp_path, "check", "--deploy").stdout == "in .venv: manage.py check --deploy\n"


def test_without_an_environment_it_says_where_one_comes_from(tmp_path: Path) -> None:
    done = system_python(tmp_path, "check")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("Django is not installed here. Run ./run once")


@pytest.mark.parametrize("arguments", [[], ["help"], ["check"], ["migrate", "--help"], ["version"]])
def test_what_needs_no_database_starts_none(arguments: list[str], tmp_path: Path) -> None:
    assert manage(*arguments, var=tmp_path).returncode == 0
    assert not (tmp_path / "postgresql").exists()


def test_a_command_starts_the_database_and_stops_it(tmp_path: Path) -> None:
    done = manage("showmigrations", "incidents", var=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "[ ] 0001" in done.stdout
    assert (tmp_path / "postgresql" / "PG_VERSION").exists()
    assert not cluster.is_ready(tmp_path / "postgresql")


def test_a_command_beside_a_running_server_uses_that(tmp_path: Path) -> None:
    with shared.available(tmp_path / "postgresql"):
        assert manage("showmigrations", var=tmp_path).returncode == 0
        assert cluster.is_ready(tmp_path / "postgresql")


def test_a_command_that_fails_stops_the_database_too(tmp_path: Path) -> None:
    assert manage("no_such_command", var=tmp_path).returncode != 0
    assert not cluster.is_ready(tmp_path / "postgresql")


@pytest.mark.parametrize("command", [["save_story", "story.yaml", "--author", "robin"], ["load_catalogue"]])
def test_a_database_that_cannot_be_reached_is_one_line(command: list[str], tmp_path: Path) -> None:
    environment = os.environ | {
        "SOUNDINGS_VAR": str(tmp_path),
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/nothing",
    }
    done = subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("CommandError: The database refused: connection")


def test_addresses_are_those_of_the_run_that_works_there(tmp_path: Path) -> None:
    ask = ["shell", "--no-imports", "-c", "from django.conf import settings; print(settings.BASE_URL)"]
    with running.claimed(tmp_path, "http://localhost:8123"):
        assert manage(*ask, var=tmp_path).stdout == "http://localhost:8123\n"
    assert manage(*ask, var=tmp_path).stdout == "http://localhost:8000\n"
