"""With the real promtool."""

import shutil

import pytest
from msgspec.structs import replace

from incidents.rules.proof import promtool
from tests import rule_factories

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


def test_a_rule_that_does_what_its_tests_say_is_proven() -> None:
    assert promtool.prove(RULE).holds


def test_the_test_that_fails_is_named() -> None:
    wrong = (replace(FIRES, fires=False), QUIET, replace(QUIET, fires=True))
    assert faults(tests=wrong) == [
        ("/tests/0", "it fires on this test"),
        ("/tests/2", "it does not fire on this test"),
    ]


def test_what_is_no_promql_is_told_with_the_reason() -> None:
    ((pointer, message),) = faults(expr="kube_x ><")
    assert pointer == "/expr"
    assert "parse error" in message


def test_series_that_cannot_be_read_are_told() -> None:
    ((pointer, message),) = faults(tests=(replace(FIRES, series={"bad{": "1"}),))
    assert pointer == "/tests"
    assert "unexpected character" in message
