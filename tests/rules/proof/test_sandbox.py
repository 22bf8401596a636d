import resource
import signal
import subprocess
import sys

import msgspec
import pytest

from incidents.errors import Fault, TooMuch
from incidents.rules.proof import sandbox
from incidents.rules.proof.sandbox import ROOT, prove_apart
from incidents.rules.record import ManifestRule, ManifestTests
from tests.rules.rules import rule

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec:\n  containers: [{name: c}]\n"
LONG = POD.replace("containers:", f"many: [{', '.join(['1'] * 1000)}]\n  containers:")


def example(expr: str, bad: str = POD, good: str = POD.replace("name: a", "name: b")) -> ManifestRule:
    return rule(expr, kinds=("Pod",), tests=ManifestTests((bad,), (good,)))


def test_a_rule_that_passes_has_no_fault() -> None:
    assert prove_apart(example("object.metadata.name == 'a'")).holds


@pytest.mark.parametrize(
    ("expr", "pointer", "says"),
    [
        ("object.metadata.name == 'b'", "/tests/bad/0", "does not fire"),
        ("true", "/tests/good/0", "fires on this example"),
        ("quantity('1') > quantity('2')", "/expr", "no matching overload"),
        (
            "object.spec.many.exists(a, object.spec.many.exists(b, a + b < 0))",
            "/tests/bad/0",
            "more than 10,000 steps",
        ),
        ("(" * 2_000 + "true" + ")" * 2_000, "/expr", "recursion limit"),
        ("true " * 1_000, "/expr", "more than 4,096 characters"),
    ],
)
def test_faults_have_a_pointer(expr: str, pointer: str, says: str) -> None:
    (fault, *_) = prove_apart(example(expr, bad=LONG)).faults

    assert fault.pointer == pointer
    assert says in fault.message


def test_a_rule_that_takes_too_long_is_stopped() -> None:
    (fault,) = prove_apart(example("true"), timeout=0.01).faults

    assert fault == Fault("/expr", "was not done after 0.01 seconds")


LIMITED = """
import resource
from incidents.rules.proof import child, limited
limited.limit(child.LIMITS | {resource.RLIMIT_CPU: 1})
"""


@pytest.mark.parametrize(
    ("greedy", "ended_by"),
    [("bytearray(2 * 2**30)", "MemoryError"), ("while True: pass", -signal.SIGKILL), ("pass", 0)],
)
def test_a_process_that_exceeds_a_limit_is_ended(greedy: str, ended_by: str | int) -> None:
    command = [sys.executable, "-c", LIMITED + greedy]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert ended_by in {ended.returncode, *ended.stderr.split()}


def test_a_crash_of_the_child_is_a_fault_of_the_rule() -> None:
    (fault,) = prove_apart(msgspec.structs.replace(example("true"), ref="X-1")).faults

    assert "ended its process" in fault.message


def test_the_limits_apply_to_the_child_only() -> None:
    before = resource.getrlimit(resource.RLIMIT_CPU)
    prove_apart(example("true"))

    assert resource.getrlimit(resource.RLIMIT_CPU) == before


def test_one_rule_is_tested_at_a_time() -> None:
    with sandbox.ONE_AT_A_TIME, pytest.raises(TooMuch) as refused:
        prove_apart(example("true"))
    assert refused.value.wait == sandbox.WAIT
    assert not prove_apart(example("true")).holds
