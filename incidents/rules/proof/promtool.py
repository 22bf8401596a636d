"""Runs the tests of alerts with promtool, a program that comes with Prometheus."""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from incidents.errors import Fault
from incidents.rules.bundle import Bundle
from incidents.rules.exports import prometheus
from incidents.rules.proof import limited
from incidents.rules.proof.result import Proof
from incidents.rules.record import AlertRule

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT = 20
"""Seconds for all tests of one rule."""
GO = {"GOMAXPROCS": "1", "GOMEMLIMIT": f"{limited.MEMORY * 3 // 4}"}
"""One thread, and a soft memory limit at which Go collects garbage."""
ENDED_BY_ITSELF = (0, 1, 3)
"""Exit codes: success, a failed test or invalid rule, a rule against good practice."""
MISSING = "promtool is not installed; it comes with Prometheus"
FAILED = re.compile(r"\bA-[0-9]+ /tests/([0-9]+)\b")
LONGEST = 500


def prove(rule: AlertRule) -> Proof:
    """Tests an alert; it is unproven if promtool is not installed."""
    program = shutil.which("promtool")
    if program is None:
        return Proof(unproven=MISSING)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundle = Bundle("https://soundings.example.org", alert_rules=(rule,))
        (folder / prometheus.RULES_FILE).write_text(prometheus.write(bundle))
        (folder / "tests.yaml").write_text(prometheus.unit_tests(bundle))
        rejected = _run([program, "check", "rules", prometheus.RULES_FILE], folder)
        if rejected is not None:
            return Proof((Fault("/expr", _short(rejected)),))
        output = _run([program, "test", "rules", "tests.yaml"], folder)
    if output is None:
        return Proof()
    failed = {int(index) for index in FAILED.findall(output)}
    return Proof(tuple(_faults(rule, failed)) if failed else (Fault("/tests", _short(output)),))


def _faults(rule: AlertRule, failed: set[int]) -> list[Fault]:
    return [
        Fault(f"/tests/{index}", "it does not fire on this test" if test.fires else "it fires on this test")
        for index, test in enumerate(rule.tests)
        if index in failed
    ]


def _run(command: list[str], folder: Path) -> str | None:
    """The output of a failed run; `None` for a successful one."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", limited.__name__, *command],
            cwd=folder,
            capture_output=True,
            text=True,
            # The environment of the server holds secrets; promtool gets none of it.
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", **GO},
            timeout=TIMEOUT,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"promtool took longer than {TIMEOUT} seconds"
    if done.returncode not in ENDED_BY_ITSELF:
        return f"promtool took more than {limited.SECONDS} seconds or {limited.MEMORY // 2**20} MiB"
    return None if done.returncode == 0 else done.stderr + done.stdout


def _short(output: str | None) -> str:
    lines = [line.strip() for line in (output or "").splitlines()]
    reasons = [
        line for line in lines if line and "FAILED" not in line and not line.startswith(("Checking", "Unit"))
    ]
    return " ".join(reasons)[:LONGEST] or "promtool refuses it"
