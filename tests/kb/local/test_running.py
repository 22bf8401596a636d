from pathlib import Path

import pytest

from kb.local import running


def test_a_second_one_is_told_of_the_first(tmp_path: Path) -> None:
    with running.claimed(tmp_path, "http://localhost:8000"):
        told = pytest.raises(running.AlreadyRunningError, match=r"process \d+ at http://localhost:8000\)")
        with told, running.claimed(tmp_path, "http://localhost:8001"):
            pass
    with running.claimed(tmp_path, "http://localhost:8001"):
        pass


def test_its_address_is_known_while_it_runs(tmp_path: Path) -> None:
    assert running.address_in(tmp_path) is None
    with running.claimed(tmp_path / "var", "http://localhost:8012"):
        assert running.address_in(tmp_path / "var") == "http://localhost:8012"
    assert running.address_in(tmp_path / "var") is None
