import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SKIPPED = {
    "mark": "import pytest\n@pytest.mark.skip(reason='no such program')\ndef test_a(): pass\n",
    "call": "import pytest\ndef test_a(): pytest.skip('no such program')\n",
    "fixture": """
import pytest
@pytest.fixture
def program(): pytest.skip('no such program')
def test_a(program): pass
""",
    "file": "import pytest\npytest.skip('no such program', allow_module_level=True)\n",
}
ALLOWED = {
    "passing": "def test_a(): pass\n",
    "expected_failure": "import pytest\n@pytest.mark.xfail\ndef test_a(): assert False\n",
}


def run(folder: Path, sources: dict[str, str], *options: str) -> subprocess.CompletedProcess[str]:
    for name, source in sources.items():
        (folder / f"test_{name}.py").write_text(source)
    command = [sys.executable, "-m", "pytest", "-p", "tests.no_skips", "-p", "no:cacheprovider", *options]
    return subprocess.run(
        [*command, "-c", "/dev/null", "--rootdir", str(folder), str(folder)],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"]},  # options and habits of the run around this one stay out
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_kind_of_skip_fails_the_run_and_says_why(tmp_path):
    done = run(tmp_path, SKIPPED, "--continue-on-collection-errors")
    assert done.returncode != 0
    for name in SKIPPED:
        assert f"test_{name}.py" in done.stdout
    assert done.stdout.count("would be skipped") == len(SKIPPED)
    assert done.stdout.count("no such program") >= len(SKIPPED)


def test_a_skip_fails_a_parallel_run_too(tmp_path):
    done = run(tmp_path, {"call": SKIPPED["call"]}, "-n", "1")
    assert done.returncode != 0
    assert "would be skipped" in done.stdout


def test_other_outcomes_are_left_alone(tmp_path):
    done = run(tmp_path, ALLOWED)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 xfailed" in done.stdout
