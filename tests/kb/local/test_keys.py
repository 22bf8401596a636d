from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from kb.local import keys


def test_the_key_stays_the_same(tmp_path: Path) -> None:
    path = tmp_path / "var" / "secret_key"
    assert keys.kept(path) == keys.kept(path)


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    keys.kept(tmp_path / "secret_key")
    assert (tmp_path / "secret_key").stat().st_mode & 0o777 == 0o600


def test_first_starts_at_once_agree_and_leave_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "secret_key"
    with ThreadPoolExecutor(8) as threads:
        found = set(threads.map(keys.kept, [path] * 8))
    assert len(found) == 1
    assert list(tmp_path.iterdir()) == [path]
