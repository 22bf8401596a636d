from typing import Any

import pytest

from incidents.rules import proving, reading
from incidents.rules.proof import Proof
from incidents.rules.record import Rule
from incidents.yamltree import Tree
from tests.rules.records import ALERT, MANIFEST, SIGNATURE

NEW_AND_OLD = "kind: CronJob\nspec: {suspend: false}\n---\nkind: CronJob\nspec: {suspend: true}\n"


def rule(value: dict[str, Any], **fields: Any) -> Rule:
    return reading.from_tree(Tree(value | fields))


def faults(value: dict[str, Any], **fields: Any) -> list[tuple[str, str]]:
    proof = proving.prove(rule(value, **fields))
    assert proof.unproven is None
    return [(fault.pointer, fault.message) for fault in proof.faults]


@pytest.mark.parametrize("value", [MANIFEST, SIGNATURE])
def test_a_rule_that_passes_its_own_tests(value: dict[str, Any]) -> None:
    assert proving.prove(rule(value)) == Proof()
    assert Proof().holds


@pytest.mark.parametrize("value", [MANIFEST, SIGNATURE])
def test_every_example_that_fails_is_named(value: dict[str, Any]) -> None:
    tests = value["tests"]
    turned = {"bad": [*tests["bad"], *tests["good"]], "good": [*tests["good"], *tests["bad"]]}

    assert faults(value, tests=turned) == [("/tests/bad/1", proving.SILENT), ("/tests/good/1", proving.FIRES)]


def test_hits_are_counted() -> None:
    bad = {"bad": ["a OOMKilled\nb OOMKilled\n"], "good": ["a OOMKilled"]}

    assert faults(SIGNATURE, min=2, tests=bad) == []
    assert faults(SIGNATURE, min=3, tests=bad) == [("/tests/bad/0", "has 2 hits; it takes 3")]
    assert faults(SIGNATURE, min=1, tests=bad) == [("/tests/good/0", proving.FIRES)]


def test_a_condition_has_to_compile() -> None:
    ((pointer, message),) = faults(MANIFEST, expr="object.spec.")
    assert pointer == "/expr"
    assert "ERROR" not in message

    assert faults(MANIFEST, expr="quantity('1') > quantity('2')")[0][0] == "/expr"
    assert faults(MANIFEST, expr="'text'")[0][0] == "/expr"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("kind: Pod\nspec: {}", "is of kind Pod, which the rule does not judge"),
        ("# nothing\n", "holds no object"),
        ("kind: CronJob\n---\na: b: c", "line 3: "),
        ("- a", "holds a document that is no object"),
        ("kind: CronJob\nspec: 3", "cannot be judged: "),
    ],
)
def test_an_example_that_is_no_example(text: str, message: str) -> None:
    ((pointer, said),) = faults(MANIFEST, tests={"bad": [text], "good": MANIFEST["tests"]["good"]})

    assert pointer == "/tests/bad/0"
    assert message in said


def test_others_stand_beside_the_one_that_is_judged() -> None:
    alone, scaler = "kind: CronJob\nspec: {}\n", "---\nkind: HorizontalPodAutoscaler\n---\nkind: Pod\n"

    assert not faults(
        MANIFEST,
        context=["HorizontalPodAutoscaler"],
        admission="no: sees others",
        expr="objects.exists(one, one.kind == 'HorizontalPodAutoscaler') && size(objects) == 1",
        tests={"bad": [alone + scaler], "good": [alone]},
    )


def test_a_change_is_judged_by_what_stood_there_before() -> None:
    fields = {"compares": True, "expr": "object.spec.suspend && !oldObject.spec.suspend"}
    same = NEW_AND_OLD.replace("true", "false")

    assert not faults(MANIFEST, **fields, tests={"bad": [NEW_AND_OLD], "good": [same]})
    assert faults(MANIFEST, **fields, tests={"bad": ["kind: CronJob"], "good": [same]}) == [
        ("/tests/bad/0", "has to hold the old object and, behind a line of ---, the new one")
    ]


def test_an_alert_is_unproven_without_its_program_and_proven_by_it() -> None:
    unproven = proving.prove(rule(ALERT))
    assert "promtool" in str(unproven.unproven)
    assert not unproven.holds
    assert not unproven.faults

    assert proving.prove(rule(ALERT), alerts=lambda _: Proof()).holds
