"""Tests a rule that a person typed in, in a child process with limits of memory and time."""

import subprocess
import sys
from pathlib import Path
from threading import Lock

import msgspec

from incidents.decoding import decoder
from incidents.errors import Fault, TooMuch
from incidents.rules.proof import child
from incidents.rules.proof.result import Proof
from incidents.rules.proof.run import AlertProver, no_promtool, prove
from incidents.rules.record import LONGEST_EXPRESSION, AlertRule, Rule, Signature

ROOT = Path(__file__).resolve().parents[3]
ONE_AT_A_TIME = Lock()
BUSY = "Another rule is being tried at the moment, so this one was not. Send it again shortly."
WAIT = 5
"""Seconds."""
TIMEOUT = 20.0
"""Seconds. Longer than the processor time of the child, which may have to wait on a busy machine."""


def prove_apart(rule: Rule, *, alerts: AlertProver = no_promtool, timeout: float = TIMEOUT) -> Proof:
    """Tests a rule as `run.prove` does. A rule that exceeds a limit or crashes the child has a fault.

    Raises `TooMuch` while this process tests another one.
    """
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise TooMuch(BUSY, wait=WAIT)
    try:
        return _prove(rule, alerts, timeout)
    finally:
        ONE_AT_A_TIME.release()


def _prove(rule: Rule, alerts: AlertProver, timeout: float) -> Proof:
    if isinstance(rule, AlertRule):
        return prove(rule, alerts=alerts)
    pointer, text = ("/pattern", rule.pattern) if isinstance(rule, Signature) else ("/expr", rule.expr)
    if len(text) > LONGEST_EXPRESSION:
        return _fault(pointer, f"has more than {LONGEST_EXPRESSION:,} characters")
    try:
        child_process = subprocess.run(
            [sys.executable, "-m", child.__name__, rule.ref[0]],
            input=msgspec.json.encode(rule),
            capture_output=True,
            # The environment of the server holds secrets; the child gets none of it.
            env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=timeout,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return _fault(pointer, f"was not done after {timeout:g} seconds")
    if child_process.returncode != 0:
        return _fault(
            pointer, f"ended its process, which has {child.SECONDS} seconds and {child.MEMORY // 2**20} MiB"
        )
    return decoder(Proof).decode(child_process.stdout)


def _fault(pointer: str, message: str) -> Proof:
    return Proof((Fault(pointer, message),))
