"""The script `./test`, with steps of our own instead of the real ones."""

import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[1] / "test"


@pytest.fixture(scope="module")
def gate():
    loader = SourceFileLoader("gate", str(SCRIPT))
    spec = spec_from_loader("gate", loader)
    assert spec is not None
    module = module_from_spec(spec)
    sys.modules["gate"] = module  # dataclasses look their module up
    loader.exec_module(module)
    yield module
    del sys.modules["gate"]


def python(code):
    return [sys.executable, "-c", code]


def test_a_failure_keeps_no_other_step_from_running(gate, tmp_path, capfd):
    reached = tmp_path / "reached"
    steps = [
        gate.Step("first", python("raise SystemExit(3)")),
        gate.Step("second", python(f"open({str(reached)!r}, 'w')")),
        gate.Step("third", python("raise SystemExit(1)")),
    ]
    assert gate.failures(steps) == ["first", "third"]
    assert reached.exists()
    shown = capfd.readouterr().out
    assert "first: FAILED (exit 3)" in shown
    assert "second: passed" in shown


def test_a_step_sees_its_own_environment_only(gate, capfd):
    show = python("import os; print(os.environ.get('DEPTH', 'nothing'))")
    assert gate.failures([gate.Step("with", show, {"DEPTH": "ten"}), gate.Step("without", show)]) == []
    said = [line for line in capfd.readouterr().out.splitlines() if line in {"ten", "nothing"}]
    assert said == ["ten", "nothing"]


def test_tests_are_chosen_as_pytest_chooses_them(gate):
    command = gate.suite("python", ["tests/kb", "-k", "env"]).command
    assert command[-3:] == ["tests/kb", "-k", "env"]


def test_quick_and_a_choice_of_tests_contradict(gate, capsys):
    assert gate.main(["--quick", "tests/kb"]) == 2
    assert "leave one out" in capsys.readouterr().out
