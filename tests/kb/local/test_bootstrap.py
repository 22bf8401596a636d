from pathlib import Path

import pytest

from kb.local import bootstrap


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
    assert capfd.readouterr().out.startswith("Installing what some.lock names")

    lock.write_text("this is no requirement\n")
    for _ in range(2):  # a failed installation is not taken for a finished one
        with pytest.raises(SystemExit, match="pip failed"):
            bootstrap.prepare(tmp_path, lock="some.lock")

    (tmp_path / ".venv" / "bin" / "python").unlink()  # as when the system's Python moved on
    lock.write_text("# nothing\n")
    bootstrap.prepare(tmp_path, lock="some.lock")
    assert python.exists()
