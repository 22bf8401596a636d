import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from kb.local import bootstrap

ROOT = Path(__file__).resolve().parents[3]


def test_an_old_python_is_told_which_one_is_needed() -> None:
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.9\."):
        bootstrap.check_python((3, 9))
    bootstrap.check_python((3, 11))


def test_a_debian_without_venv_is_told_the_package(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="apt install python3-venv"):
        bootstrap.create(tmp_path / ".venv", installer="ensurepip_that_debian_left_out")
    assert not (tmp_path / ".venv").exists()


def test_an_environment_is_made_once_and_filled_when_its_lock_changes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    lock = tmp_path / "some.lock"
    lock.write_text("# nothing\n")
    python = bootstrap.prepare(tmp_path, lock="some.lock")
    assert python == tmp_path / ".venv" / "bin" / "python"
    assert "Creating" in capfd.readouterr().out

    bootstrap.prepare(tmp_path, lock="some.lock")
    assert capfd.readouterr().out == ""

    lock.write_text("# still nothing\n")
    bootstrap.prepare(tmp_path, lock="some.lock")
    assert "Installing 0 packages of some.lock" in capfd.readouterr().out

    lock.write_text("this is no requirement\n")
    for _ in range(2):  # a failed installation is not taken for a finished one
        with pytest.raises(SystemExit, match="pip failed"):
            bootstrap.prepare(tmp_path, lock="some.lock")

    (tmp_path / ".venv" / "bin" / "python").unlink()  # as when the system's Python moved on
    lock.write_text("# nothing\n")
    bootstrap.prepare(tmp_path, lock="some.lock")
    assert python.exists()


def test_progress_is_shown_and_the_rest_only_where_it_fails(capfd: pytest.CaptureFixture[str]) -> None:
    say = "for n in range(25): print(f'Collecting p{n}')\nprint('Installing collected packages: p1, p2')"
    bootstrap._show_progress([sys.executable, "-c", say], 25)
    assert capfd.readouterr().out.splitlines() == ["  10 of 25", "  20 of 25", "  unpacking"]

    with pytest.raises(SystemExit, match=r"pip failed \(exit 3\)"):
        bootstrap._show_progress([sys.executable, "-c", "print('no such package'); raise SystemExit(3)"], 25)
    assert "no such package" in capfd.readouterr().err


def test_the_command_line_runs_from_the_checkout_beside_the_environment(tmp_path: Path) -> None:
    programs = tmp_path / "some checkout" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("incidents", "fixtures"):
        (tmp_path / "some checkout" / name).symlink_to(ROOT / name)
    (programs / "python").write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    (programs / "python").chmod(0o755)
    bootstrap._put_command_beside(programs / "python")
    (tmp_path / "link").symlink_to(programs / "soundings")
    for command in (programs / "soundings", tmp_path / "link"):
        done = subprocess.run(
            [command, "explain", "KF-15"], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        assert "KF-15" in done.stdout


def test_a_command_that_pip_has_put_there_stays(tmp_path: Path) -> None:
    (tmp_path / "soundings").write_text("of pip")
    bootstrap._put_command_beside(tmp_path / "python")
    assert (tmp_path / "soundings").read_text() == "of pip"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is told")
def test_root_is_told_before_anything_is_installed(
    monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("SOUNDINGS_VAR", raising=False)
    with tempfile.TemporaryDirectory() as name:  # which nobody but root may enter
        root = Path(name)
        bootstrap.tell_root(root)
        assert capfd.readouterr().out.startswith("You are root, as whom PostgreSQL refuses to run")

        (root / "var" / "postgresql").mkdir(parents=True)
        os.chown(root / "var" / "postgresql", 65534, 65534)
        with pytest.raises(SystemExit, match=f"User id 65534 may not enter {root}.*Nothing was installed"):
            bootstrap.tell_root(root)

        monkeypatch.setenv("DATABASE_URL", "postgresql://soundings@database.example/soundings")
        capfd.readouterr()
        bootstrap.tell_root(root)
        assert capfd.readouterr().out == ""
