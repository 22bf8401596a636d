from typing import Any

import pytest

from incidents.rules.cel.conditions import Condition, Subject
from incidents.rules.lint import locate
from tests.rules.rules import rule

Plain = Any


def places(expr: str, at: str, value: dict[str, Any]) -> list[str]:
    condition, subject = Condition(rule(expr, at=at)), Subject(value)
    assert condition.fires(subject)
    found = locate.narrowed(condition, subject, locate.places(condition, subject))
    return ["/".join(map(str, path)) for path in found]


def deployment(*containers: Plain, first: tuple[Plain, ...] = (), **pod: Plain) -> dict[str, Plain]:
    spec = {"containers": list(containers), "initContainers": list(first), **pod}
    return {
        "kind": "Deployment",
        "metadata": {"name": "a"},
        "spec": {"replicas": 2, "template": {"spec": spec}},
    }


LATEST = "variables.allContainers.exists(c, c.image.endsWith(':latest'))"
GOOD, BAD = {"name": "good", "image": "x:1"}, {"name": "bad", "image": "x:latest"}
POD = "spec/template/spec"


def test_every_container_that_makes_the_condition_true_is_located() -> None:
    assert places(LATEST, "image", deployment(BAD, GOOD, BAD, first=(GOOD, BAD))) == [
        f"{POD}/containers/0/image",
        f"{POD}/containers/2/image",
        f"{POD}/initContainers/1/image",
    ]


def test_a_missing_field_is_located_where_it_would_be() -> None:
    without = "variables.containers.exists(c, !has(c.resources))"

    assert places(without, "resources", deployment({**GOOD, "resources": {}}, GOOD)) == [
        f"{POD}/containers/1/resources"
    ]
    assert places("!has(variables.podSpec.dnsConfig)", "dnsConfig", deployment(GOOD)) == [f"{POD}/dnsConfig"]
    assert places("!has(object.spec.strategy)", "spec.strategy", deployment(GOOD)) == ["spec/strategy"]
    assert places("object.kind == 'Deployment'", "provisioner", {"kind": "Deployment"}) == ["provisioner"]


def test_a_field_of_pod_and_container_is_searched_in_both() -> None:
    expr = "variables.containers.exists(c, !c.?securityContext.?runAsNonRoot.orValue(false))"

    assert places(expr, "securityContext", deployment(GOOD, securityContext={"runAsUser": 1})) == [
        f"{POD}/securityContext"
    ]
    assert places(expr, "securityContext", deployment({**GOOD, "securityContext": {}})) == [
        f"{POD}/containers/0/securityContext"
    ]


def test_a_condition_on_the_number_of_containers_finds_the_container() -> None:
    expr = "variables.containers.size() > 1 && variables.containers.exists(c, c.name == 'bad')"

    assert places(expr, "containers", deployment(GOOD, BAD)) == [f"{POD}/containers/1/name"]


def test_of_two_deciding_containers_the_one_in_the_path_of_the_rule_is_located() -> None:
    expr = (
        "variables.podSpec.initContainers.exists(i, i.name == 'good')"
        " && variables.containers.exists(c, c.name == 'bad')"
    )

    assert places(expr, "initContainers", deployment(GOOD, BAD, first=(BAD, GOOD))) == [
        f"{POD}/initContainers/1/name"
    ]


def test_the_list_is_located_if_all_containers_decide_together() -> None:
    expr = "variables.containers.size() > 1 && variables.containers.all(c, !has(c.livenessProbe))"

    assert places(expr, "containers", deployment(GOOD, GOOD, GOOD)) == [f"{POD}/containers"]


def test_the_first_deciding_field_is_located() -> None:
    expr = "['first', 'other'].exists(f, f in variables.podSpec)"

    assert places(expr, "spec.template.spec", deployment(GOOD, other=1, first=())) == [f"{POD}/other"]
    assert places(expr, "spec", deployment(GOOD, other=1)) == [f"{POD}/other"]


def test_the_deciding_item_of_a_list_is_located() -> None:
    value = {"kind": "W", "webhooks": [{"name": "a"}, {"name": "b", "failurePolicy": "Fail"}]}

    assert places("object.webhooks.exists(w, w.?failurePolicy.orValue('') == 'Fail')", "webhooks", value) == [
        "webhooks/1"
    ]


def test_of_fields_that_decide_together_the_first_is_located() -> None:
    value = {"kind": "C", "data": {"a": "1", "b": "2", "c": "3"}}

    assert places("'b' in object.data && 'c' in object.data", "data", value) == ["data/b"]


@pytest.mark.parametrize("expr", ["true", "!has(object.data.missing)"])
def test_the_whole_value_is_located_if_nothing_inside_decides(expr: str) -> None:
    assert places(expr, "data", {"kind": "C", "data": {"a": "1"}}) == ["data"]


def test_keys_with_dots_are_written_in_brackets() -> None:
    value = {"metadata": {"annotations": {"a.b/c": "x"}}}

    assert places("true", "metadata.annotations['a.b/c']", value) == ["metadata/annotations/a.b/c"]


def test_long_lists_of_containers_are_not_searched() -> None:
    assert places(LATEST, "containers", deployment(*[BAD] * 31)) == [f"{POD}/containers"]


def test_the_rough_path_needs_no_evaluation() -> None:
    condition = Condition(rule(LATEST, at="image"))
    subject = Subject(deployment(GOOD, BAD))

    assert locate.rough_path(condition, subject) == ("spec", "template", "spec", "image")
    assert subject.evaluations.count == 0
