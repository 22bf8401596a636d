"""Which files of a folder are linted, and what is said of the others."""

import io
from pathlib import Path
from types import SimpleNamespace

import pytest

from incidents.cli import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "deploy"
    made.mkdir()
    (made / "good.yaml").write_text("a: 1")
    return made


def read(folder: Path) -> list[str]:
    return [Path(one.path).name for one in files.manifests([str(folder)]).files]


def reasons(folder: Path) -> list[str]:
    return [one.reason for one in files.manifests([str(folder)]).missed]


def test_a_linked_folder_is_read_once(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "bad.yaml").write_text("b: 1")
    for name in ("more", "again"):
        (folder / name).symlink_to(tmp_path / "real")
    (folder / "loop").symlink_to(folder)
    assert sorted(read(folder)) == ["bad.yaml", "good.yaml"]
    assert reasons(folder) == []


def test_a_link_that_leads_nowhere_is_said(folder: Path) -> None:
    (folder / "a.yaml").symlink_to("/nonexistent")
    (folder / "circle.yaml").symlink_to(folder / "circle.yaml")
    assert len(reasons(folder)) == 2
    assert all("is a link that" in one for one in reasons(folder))


def test_a_folder_that_cannot_be_read_is_said(folder: Path) -> None:
    found = files.Found()
    files._Folder(found).walk(str(folder / "good.yaml"))
    assert "is a folder that cannot be read" in found.missed[0].reason


def test_an_ending_in_capitals_is_said(folder: Path) -> None:
    (folder / "BAD.YAML").write_text("a: 1")
    assert reasons(folder) == ["ends in .YAML, which kubectl leaves out of a folder; write it small"]


def test_files_of_other_endings_are_counted(folder: Path) -> None:
    for name in ("a.tmpl", "b.tmpl", "noext"):
        (folder / name).write_text("a: 1")
    (folder / ".git").mkdir()
    (folder / ".git" / "x.yaml").write_text("a: 1")
    assert read(folder) == ["good.yaml"]
    assert files.manifests([str(folder)]).left_out == {".tmpl": 2, "no ending": 1}


def test_the_message_of_a_command_that_failed_is_no_manifest(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = b"Error: chart requires kubeVersion\n"
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(sent)))
    (missed,) = files.manifests(["-"]).missed
    assert "Error: chart requires kubeVersion" in missed.reason
