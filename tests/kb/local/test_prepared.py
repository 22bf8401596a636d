import os
from pathlib import Path

from pytest_django.fixtures import Settings

from kb.local import prepared
from kb.local.prepared import Preparation, fingerprint


def tree(folder: Path) -> Path:
    (folder / "code").mkdir(parents=True)
    (folder / "code" / "one.py").write_text("1")
    (folder / "code" / "two.py").write_text("2")
    return folder / "code"


def test_the_same_files_give_the_same_fingerprint(tmp_path: Path) -> None:
    code = tree(tmp_path)
    before = fingerprint([code])
    (code / "one.py").touch()
    (code / "__pycache__").mkdir()
    (code / "__pycache__" / "one.pyc").write_text("compiled")
    assert fingerprint([code]) == before


def test_every_change_shows(tmp_path: Path) -> None:
    code = tree(tmp_path)
    seen = {fingerprint([code])}
    (code / "one.py").write_text("changed")
    seen.add(fingerprint([code]))
    (code / "one.py").rename(code / "three.py")
    seen.add(fingerprint([code]))
    (code / "three.py").unlink()
    seen.add(fingerprint([code]))
    assert len(seen) == 4


def test_what_is_not_there_counts_as_nothing(tmp_path: Path) -> None:
    assert fingerprint([tmp_path / "missing"]) == fingerprint([])


def test_a_part_is_current_from_its_preparation_to_the_next_change(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BASE_DIR = settings.VAR_DIR = tmp_path
    code = tree(tmp_path)
    part = Preparation("part", ("code",), result=tmp_path / "result")
    assert not part.is_current()

    part.result.touch()
    part.remember(part.state())
    assert part.is_current()

    (code / "one.py").write_text("changed")
    assert not part.is_current()


def test_what_is_on_a_server_is_never_current(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = settings.VAR_DIR = tmp_path
    settings.DATABASE_URL = "postgresql://soundings@database.example/soundings"
    for part in (prepared.database(), prepared.first_login()):
        part.remember(part.state())
        assert not part.is_current()
    assert not prepared.is_current()


def test_what_was_made_anew_behind_our_back_is_not_current(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = settings.VAR_DIR = tmp_path
    part = Preparation("part", ("code",), result=tmp_path / "result")
    part.result.touch()
    part.remember(part.state())

    part.result.unlink()
    assert not part.is_current()
    part.result.touch()
    os.utime(part.result, ns=(1, 1))
    assert not part.is_current()
