"""Tests with the real promtool."""

import shutil
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from msgspec.structs import replace

from incidents.rules.proof import limited, promtool
from tests import rule_factories
from tests.rules.proof.measured import faults_and_memory

pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(
        shutil.which("promtool") is None, reason="promtool is missing; .ci/services installs it"
    ),
]
RULE = rule_factories.alert_rule()
FIRES, QUIET = RULE.tests


def faults(**fields: object) -> list[tuple[str, str]]:
    return [(fault.pointer, fault.message) for fault in promtool.prove(replace(RULE, **fields)).faults]


def test_an_alert_that_passes_its_tests_is_proven() -> None:
    assert promtool.prove(RULE).holds


def test_the_failed_test_is_named() -> None:
    wrong = (replace(FIRES, fires=False), QUIET, replace(QUIET, fires=True))
    assert faults(tests=wrong) == [
        ("/tests/0", "it fires on this test"),
        ("/tests/2", "it does not fire on this test"),
    ]


def test_invalid_promql_is_a_fault_with_the_reason() -> None:
    ((pointer, message),) = faults(expr="kube_x ><")
    assert pointer == "/expr"
    assert "parse error" in message


def test_invalid_series_are_a_fault() -> None:
    ((pointer, message),) = faults(tests=(replace(FIRES, series={"bad{": "1"}),))
    assert pointer == "/tests"
    assert "unexpected character" in message


def test_a_test_that_takes_too_much_memory_is_ended() -> None:
    endless = replace(FIRES, series={"kube_x": "5x99999999999"})
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as alone:
        found, largest = alone.submit(faults_and_memory, replace(RULE, tests=(endless, QUIET))).result()
    assert found == [("/tests", "promtool took more than 20 seconds or 400 MiB")]
    assert largest < 2 * limited.MEMORY
