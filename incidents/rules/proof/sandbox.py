"""Rules that a person typed in, proved in a process of their own with limits of memory and time."""

import subprocess
import sys
from pathlib import Path

import msgspec

from incidents.decoding import decoder
from incidents.errors import Fault
from incidents.rules.proof import child
from incidents.rules.proof.result import Proof
from incidents.rules.proof.run import Alerts, no_promtool, prove
from incidents.rules.record import LONGEST_EXPRESSION, AlertRule, Rule, Signature

ROOT = Path(__file__).resolve().parents[3]
TIMEOUT = 20.0
"""Seconds; on a busy machine a process waits longer than it computes."""


def prove_apart(rule: Rule, *, alerts: Alerts = no_promtool, timeout: float = TIMEOUT) -> Proof:
    """As `proving.prove`. A rule that takes too much, or brings its process down, has that as its fault."""
    if isinstance(rule, AlertRule):
        return prove(rule, alerts=alerts)
    pointer, text = ("/pattern", rule.pattern) if isinstance(rule, Signature) else ("/expr", rule.expr)
    if len(text) > LONGEST_EXPRESSION:
        return _fault(pointer, f"has more than {LONGEST_EXPRESSION:,} characters")
    try:
        tried = subprocess.run(
            [sys.executable, "-m", child.__name__, rule.ref[0]],
            input=msgspec.json.encode(rule),
            capture_output=True,
            # Nothing of what the server knows, such as its secrets.
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _fault(pointer, f"was not done after {timeout:g} seconds")
    if tried.returncode != 0:
        return _fault(
            pointer, f"ended its process, which has {child.SECONDS} seconds and {child.MEMORY // 2**20} MiB"
        )
    return decoder(Proof).decode(tried.stdout)


def _fault(pointer: str, message: str) -> Proof:
    return Proof((Fault(pointer, message),))
