from typing import Any

import pytest

from incidents.rules import reading
from incidents.rules.proof import run
from incidents.rules.proof.result import Proof
from incidents.rules.record import Rule
from incidents.yamltree import Tree
from tests.rules.records import ALERT, CRONJOB, MANIFEST, POD, SIGNATURE

SUSPENDED = CRONJOB.replace(POD, f"{POD}, suspend: true")
SCALER = (
    "---\napiVersion: autoscaling/v2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a, namespace: shop}\n"
)


def rule(value: dict[str, Any], **fields: Any) -> Rule:
    return reading.from_tree(Tree(value | fields))


def faults(value: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    proof = run.prove(rule(value, **fields))
    assert proof.unproven is None
    return [(fault.pointer, fault.message) for fault in proof.faults]


@pytest.mark.parametrize("value", [MANIFEST, SIGNATURE])
def test_a_rule_that_passes_its_own_tests_is_proven(value: dict[str, Any]) -> None:
    assert run.prove(rule(value)) == Proof()
    assert Proof().holds


@pytest.mark.parametrize("value", [MANIFEST, SIGNATURE])
def test_every_failed_example_is_named(value: dict[str, Any]) -> None:
    tests = value["tests"]
    turned = {"bad": [*tests["bad"], *tests["good"]], "good": [*tests["good"], *tests["bad"]]}

    assert faults(value, tests=turned) == [("/tests/bad/1", run.SILENT), ("/tests/good/1", run.FIRES)]


def test_hits_are_counted() -> None:
    bad = {"bad": ["a OOMKilled\nb OOMKilled\n"], "good": ["a OOMKilled"]}

    assert faults(SIGNATURE, min=2, tests=bad) == []
    assert faults(SIGNATURE, min=3, tests=bad) == [("/tests/bad/0", "has 2 lines with a match; it takes 3")]
    assert faults(SIGNATURE, min=1, tests=bad) == [("/tests/good/0", run.FIRES)]


def test_a_condition_has_to_compile() -> None:
    ((pointer, message),) = faults(MANIFEST, expr="object.spec.")
    assert pointer == "/expr"
    assert "ERROR" not in message

    assert faults(MANIFEST, expr="quantity('1') > quantity('2')")[0][0] == "/expr"
    assert faults(MANIFEST, expr="'text'")[0][0] == "/expr"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n", "is of kind ConfigMap, to which the rule"),
        ("# nothing\n", "holds nothing to check"),
        (f"{CRONJOB}---\na: b: c", "line 6: "),
        (f"{CRONJOB}kind: CronJob\n", "line 5: "),
        ("- a", "line 1: "),
        (CRONJOB.replace("[{name: a, image: a}]", "3"), "line 4: "),
    ],
)
def test_an_unusable_example_is_a_fault(text: str, message: str) -> None:
    (pointer, reported), *_ = faults(MANIFEST, tests={"bad": [text], "good": MANIFEST["tests"]["good"]})

    assert pointer == "/tests/bad/0"
    assert message in reported


def test_further_objects_of_an_example_are_the_context() -> None:
    assert not faults(
        MANIFEST,
        context=["HorizontalPodAutoscaler"],
        admission="no: sees others",
        expr="objects.exists(one, one.kind == 'HorizontalPodAutoscaler') && size(objects) == 1",
        tests={
            "bad": [CRONJOB + SCALER],
            "good": [CRONJOB, CRONJOB + SCALER.replace("shop", "elsewhere")],
        },
    )


def test_a_comparing_rule_sees_the_object_before_the_change() -> None:
    fields = {"compares": True, "expr": "object.spec.?suspend.orValue(false) && !has(oldObject.spec.suspend)"}
    change, same = f"{CRONJOB}---\n{SUSPENDED}", f"{SUSPENDED}---\n{SUSPENDED}"

    assert not faults(MANIFEST, **fields, tests={"bad": [change], "good": [same]})
    assert faults(MANIFEST, **fields, tests={"bad": [CRONJOB], "good": [same]}) == [
        ("/tests/bad/0", "has to hold the old object and, behind a line of ---, the new one")
    ]


def test_a_failed_evaluation_is_a_fault() -> None:
    assert [pointer for pointer, _ in faults(MANIFEST, expr="object.spec.absent")] == [
        "/tests/bad/0",
        "/tests/good/0",
    ]


def test_an_alert_is_unproven_without_promtool() -> None:
    unproven = run.prove(rule(ALERT))
    assert "promtool" in str(unproven.unproven)
    assert not unproven.holds
    assert not unproven.faults

    assert run.prove(rule(ALERT), alerts=lambda _: Proof()).holds
