from pathlib import Path

from kb.prepared import fingerprint


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
    seen.add(fingerprint([code], also="another cluster"))
    assert len(seen) == 5


def test_what_is_not_there_counts_as_nothing(tmp_path: Path) -> None:
    assert fingerprint([tmp_path / "missing"]) == fingerprint([])
