"""What people read of values that have another type than Kubernetes, or a rule, expects."""

from pathlib import Path

import pytest

from incidents.rules import folder
from incidents.rules.lint.findings import Report, Unchecked
from incidents.rules.lint.linter import File, Linter, LintLimits
from tests.rules.rules import rule

LIBRARY = ("overload", "Key not found", "SELECT", "int64", "container type", "Index error", "convert")
"""Words of the library that evaluates conditions."""
OBJECT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: "3"
  paused: maybe
  template:
    spec:
      containers:
        - name: nginx
          env:
            - {name: HOST, value: a}
            - name: PORT
              value: 8080
            - name: DEBUG
              value: true
          resources: {limits: {memory: 512x}}
"""


def lint(expr: str, text: str = OBJECT, limits: LintLimits | None = None) -> Report:
    files = [File("f.yaml", text.encode())]
    return Linter([rule(expr, ref="M-7")]).lint(files, limits=limits or LintLimits())


def unchecked(expr: str) -> Unchecked:
    (only,) = lint(expr).unchecked
    assert not any(word in only.reason for word in LIBRARY)
    return only


@pytest.mark.parametrize(
    ("expr", "line", "reason"),
    [
        (
            "variables.containers.exists(c, c.env.exists(e, e.value.contains('-Xmx')))",
            15,
            "container nginx, env PORT: value is the number 8080, and the rule needs text; put it in quotes",
        ),
        (
            "variables.containers.exists(c, c.env.exists(e, e.name == 'DEBUG' && e.value == '' + e.value))",
            17,
            "container nginx, env DEBUG: value is true, and the rule needs text; put it in quotes",
        ),
        (
            "object.spec.replicas > 1",
            6,
            "replicas is the text “3”, and the rule needs a number; write it without quotes",
        ),
        (
            "object.spec.?paused.orValue(false) ? true : false",
            7,
            "paused is the text “maybe”, which the rule does not expect",
        ),
        (
            "object.spec.?template.orValue(1) > 1",
            8,
            "template has fields, which the rule does not expect",
        ),
        (
            "variables.containers.exists(c, quantity(c.resources.limits.memory).sign() > 0)",
            18,
            "container nginx: memory “512x” is no quantity; write a number with a suffix such as m, Mi or Gi",
        ),
        ("object.spec.missing > 1", 1, "the rule needs the field “missing”, which is not there"),
        ("variables.containers[3].name == ''", 1, "a list has fewer items than the rule needs"),
        (
            "1 / (size(variables.containers) - 1) > 1",
            1,
            "a number is zero or too large for what the rule computes",
        ),
        ("object.metadata.name > 1", 1, "a value has a type that the rule does not expect"),
    ],
)
def test_the_value_is_named_with_its_place(expr: str, line: int, reason: str) -> None:
    found = unchecked(expr)
    assert (found.rule, found.line, found.reason) == ("M-7", line, reason)


def test_without_evaluations_left_it_is_said_in_general() -> None:
    (found,) = lint("object.spec.replicas > 1", limits=LintLimits(locating=0)).unchecked
    assert (found.line, found.reason) == (1, "a value has a type that the rule does not expect")


def test_the_search_takes_few_evaluations() -> None:
    many = "".join(f"            - {{name: V{number}, value: {number}}}\n" for number in range(5_000))
    text = OBJECT.replace("            - {name: HOST, value: a}\n", many)
    report = lint("variables.containers.exists(c, c.env.exists(e, e.value.contains('x')))", text)
    assert "the rule does not expect" in report.unchecked[0].reason


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (
            OBJECT,
            ["/spec/template/spec/containers/0/env/1/value", "/spec/template/spec/containers/0/env/2/value"],
        ),
        (
            (
                "apiVersion: v1\nkind: Pod\nmetadata: {labels: {v: 1.5}, annotations: {on: yes}}\n"
                "spec: {containers: [], initContainers: [{env: [{value: 0644}, {value: '1'}, {name: x}]}]}"
            ),
            ["/metadata/labels/v", "/metadata/annotations/on", "/spec/initContainers/0/env/0/value"],
        ),
        ("apiVersion: v1\nkind: ConfigMap\ndata: {port: 80, host: a, since: 2026-01-01}", ["/data/port"]),
        (
            "apiVersion: x.example/v1\nkind: ConfigMap\nmetadata: {labels: {a: 1}}\ndata: {a: 1}",
            ["/metadata/labels/a"],
        ),
        (
            (
                "apiVersion: batch/v1\nkind: CronJob\nspec: {jobTemplate: {spec: {template: "
                "{metadata: {labels: {a: 1}}, spec: {containers: [{env: x}]}}}}}"
            ),
            ["/spec/jobTemplate/spec/template/metadata/labels/a"],
        ),
    ],
)
def test_what_has_to_be_text_and_is_none_is_a_finding(text: str, places: list[str]) -> None:
    found = lint("false", text).findings
    assert sorted(one.pointer for one in found) == sorted(places)
    assert {one.name for one in found} == {"value-not-text"}


def test_the_finding_says_what_to_write() -> None:
    first, second = lint("false").findings
    assert (first.line, first.level, first.part) == (15, "medium", "container nginx, env PORT")
    assert (first.message, first.fix) == (
        "8080 is no text, so the API server refuses the object.",
        'Put it in quotes: "8080".',
    )
    assert second.fix == 'Put it in quotes: "true".'


def test_no_rule_that_ships_speaks_as_the_library_does() -> None:
    rules = folder.read(Path(__file__).parents[3] / "fixtures" / "rules").manifest_rules
    report = Linter(rules).lint([File("f.yaml", OBJECT.encode())], level="info")
    assert not [one for one in report.unchecked if any(word in one.reason for word in LIBRARY)]
