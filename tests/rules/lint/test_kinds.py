"""Which objects an all-clear is about."""

import pytest

from incidents.rules.lint.linter import File, Linter
from tests.rules.rules import rule


def of_kind(kind: str, api: str, containers: str = '[{name: a, image: "a:latest"}]') -> str:
    return (
        f"apiVersion: {api}\nkind: {kind}\nmetadata: {{name: a}}\n"
        f"spec: {{template: {{spec: {{containers: {containers}}}}}}}\n"
    )


@pytest.mark.parametrize(
    ("kind", "api"), [("Rollout", "argoproj.io/v1alpha1"), ("Service", "serving.knative.dev/v1")]
)
def test_a_workload_of_others_is_judged_by_its_pod_template(kind: str, api: str) -> None:
    over_pods = rule("variables.containers.size() > 0", ref="M-1", kinds=("Deployment",))
    over_deployments = rule("has(object.spec)", ref="M-2", kinds=("Deployment",))
    over_services = rule("true", ref="M-3", kinds=("Service",))
    report = Linter([over_pods, over_deployments, over_services]).lint(
        [File("f", of_kind(kind, api).encode())]
    )
    assert [one.rule for one in report.findings] == ["M-1"]
    assert (report.judged, report.not_judged) == (1, ())


def test_objects_of_kinds_that_no_rule_is_about_are_counted() -> None:
    text = "apiVersion: v1\nkind: Role\nmetadata: {name: a}\n---\n" + of_kind("Sandwich", "x.org/v1", "3")
    report = Linter([rule("true", kinds=("Pod",)), rule("false", ref="M-9", kinds=("*",))]).lint(
        [File("f", text.encode())]
    )
    assert (report.objects, report.judged) == (2, 0)
    assert report.not_judged == (("Role", 1), ("Sandwich", 1))


@pytest.mark.parametrize("kind", ["deployment", "DEPLOYMENT", "cronJob"])
def test_a_kind_in_the_wrong_case_is_unchecked(kind: str) -> None:
    report = Linter([rule("true", kinds=("Pod",))]).lint([File("f", of_kind(kind, "apps/v1").encode())])
    (unchecked,) = report.unchecked
    assert "is not known to the API server; write" in unchecked.reason
    assert unchecked.line == 2


def test_a_kind_of_others_may_be_written_in_any_case() -> None:
    text = of_kind("deployment", "example.org/v1").encode()
    assert Linter([rule("true", kinds=("Pod",))]).lint([File("f", text)]).unchecked == ()


def test_a_chart_that_is_not_rendered_says_so() -> None:
    chart = File("c/Chart.yaml", b"apiVersion: v2\nname: c\nversion: 1\n")
    pods = Linter([rule("true", kinds=("Pod",))])
    assert "render it first" in pods.lint([chart]).aside[0].reason
    beside = File("c/deployment.yaml", of_kind("Deployment", "apps/v1").encode())
    assert pods.lint([chart, beside]).aside[0].reason == "holds no Kubernetes object"
