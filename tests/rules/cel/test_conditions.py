from typing import Any

import pytest

from incidents.rules.cel import conditions
from incidents.rules.cel.conditions import Condition, NotEvaluated, Subject
from tests.rules.rules import rule

CONTAINER = {"name": "main", "image": "x:1"}
FIRST = {"name": "first", "image": "y:1"}
POD = {"metadata": {"labels": {"app": "a"}}, "spec": {"containers": [CONTAINER], "initContainers": [FIRST]}}


def fires(expr: str, value: dict[str, Any], **subject: Any) -> bool:
    context = next(iter(subject.get("others", ())), ())
    return Condition(rule(expr, context=context)).fires(Subject(value, **subject))


@pytest.mark.parametrize(
    "value",
    [
        {"kind": "Pod", **POD},
        {"kind": "Deployment", "spec": {"template": POD}},
        {"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": POD}}}},
        {"kind": "PodTemplate", "template": POD},
    ],
)
def test_variables_hold_the_pod_of_every_kind(value: dict[str, Any]) -> None:
    assert fires("variables.podSpec.containers == variables.containers", value)
    assert fires("variables.allContainers.map(c, c.name) == ['main', 'first']", value)
    assert fires("variables.podMeta.labels.app == 'a'", value)


@pytest.mark.parametrize(
    "value",
    [{}, {"spec": None}, {"spec": []}, {"spec": {"template": {"spec": {"containers": None}}}}, {"spec": "x"}],
)
def test_variables_are_empty_without_a_pod(value: dict[str, Any]) -> None:
    assert fires("variables.containers.size() == 0 && variables.podMeta == {}", value)


def test_conditions_see_the_old_object_and_the_others() -> None:
    assert fires("object.n > oldObject.n", {"n": 2}, before={"n": 1})
    assert fires("objects.exists(o, o.n == object.n)", {"n": 1}, others={("A",): [{"n": 1}]})


@pytest.mark.parametrize(
    ("expr", "reason"),
    [
        ("object.missing == 1", "Key not found in map"),
        ("object.n", "is neither true nor false"),
        ("object.many.exists(a, object.many.exists(b, a + b < 0))", "more than 10,000 steps"),
        ("objects.size() == 0", "objects"),
        ("object.n.startsWith('x')", "No matching overloads"),
    ],
)
def test_a_condition_without_an_answer_has_a_reason(expr: str, reason: str) -> None:
    with pytest.raises(NotEvaluated, match=reason):
        fires(expr, {"n": 1, "many": list(range(200))})


@pytest.mark.parametrize("expr", ["object.", "nothing(1)", "(" * 5_000 + "1" + ")" * 5_000, "", '"a', "\0"])
def test_a_condition_that_does_not_compile_has_a_reason(expr: str) -> None:
    with pytest.raises(NotEvaluated, match=r"\S"):
        Condition(rule(expr))


@pytest.mark.parametrize(
    ("expr", "says"),
    [
        ("object.a == 1", None),
        ("object.a", None),
        ("1 + 1", "gives int; a condition has to be true or false"),
        ("quantity('1') < quantity('2')", "1:15: found no matching overload for '_<_'"),
        ("true ||", "1:8: Syntax error"),
    ],
)
def test_an_objection_names_line_and_column(expr: str, says: str | None) -> None:
    objection = conditions.objection(expr)

    assert (objection is None and says is None) or (
        objection is not None and says is not None and objection.startswith(says)
    )
