"""The tests of alerts, run by promtool: the program that comes with Prometheus."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from incidents.errors import Fault
from incidents.rules.bundle import Bundle
from incidents.rules.exports import prometheus
from incidents.rules.proof import Proof
from incidents.rules.record import AlertRule

PATIENCE = 60
"""Seconds for all tests of one run."""
MISSING = "promtool is not installed; it comes with Prometheus"
FAILED = re.compile(r"\b(A-[0-9]+) (/tests/[0-9]+)\b")
LONGEST = 500


def prove(rule: AlertRule) -> Proof:
    return prove_all([rule])[rule.ref]


def prove_all(rules: Sequence[AlertRule]) -> dict[str, Proof]:
    """By reference, from one run. Rules that do not parse are tried one by one: they hide the others."""
    program = shutil.which("promtool")
    if program is None:
        return {rule.ref: Proof(unproven=MISSING) for rule in rules}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bundle = Bundle("https://soundings.example.org", alert_rules=tuple(rules))
        (folder / prometheus.RULES_FILE).write_text(prometheus.write(bundle))
        (folder / "tests.yaml").write_text(prometheus.unit_tests(bundle))
        refused = _run([program, "check", "rules", prometheus.RULES_FILE], folder)
        if refused is None:
            return _tested(rules, _run([program, "test", "rules", "tests.yaml"], folder))
    if len(rules) == 1:
        return {rules[0].ref: Proof((Fault("/expr", _short(refused)),))}
    return {rule.ref: prove(rule) for rule in rules}


def _tested(rules: Sequence[AlertRule], said: str | None) -> dict[str, Proof]:
    failed = set(FAILED.findall(said or ""))
    if said is not None and not failed:
        fault = Fault("/tests", _short(said))
        return {rule.ref: Proof((fault,)) for rule in rules}
    return {rule.ref: Proof(tuple(_faults(rule, failed))) for rule in rules}


def _faults(rule: AlertRule, failed: set[tuple[str, str]]) -> list[Fault]:
    return [
        Fault(f"/tests/{index}", "it does not fire on this test" if test.fires else "it fires on this test")
        for index, test in enumerate(rule.tests)
        if (rule.ref, f"/tests/{index}") in failed
    ]


def _run(command: list[str], folder: Path) -> str | None:
    """What it complained of; None where it did not."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return f"promtool took longer than {PATIENCE} seconds"
    return None if done.returncode == 0 else done.stderr + done.stdout


def _short(said: str | None) -> str:
    lines = [line.strip() for line in (said or "").splitlines()]
    told = [
        line for line in lines if line and "FAILED" not in line and not line.startswith(("Checking", "Unit"))
    ]
    return " ".join(told)[:LONGEST] or "promtool refuses it"
