"""Which objects of a lint run a condition sees beside its own."""

import pytest

from incidents.rules.lint.linter import File, Linter
from tests.rules.rules import rule

SEES = rule("objects.size() > 0", kinds=("Deployment",), context=("Deployment", "PodDisruptionBudget"))


def text(kind: str, name: str = "web", namespace: str = "") -> bytes:
    where = f", namespace: {namespace}" if namespace else ""
    spec = "{template: {spec: {containers: []}}}"
    return f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}{where}}}\nspec: {spec}\n".encode()


def sees(*files: tuple[str, bytes]) -> list[str]:
    report = Linter([SEES]).lint([File(path, content) for path, content in files])
    assert report.unchecked == ()
    return [one.path for one in report.findings]


BUDGET = text("PodDisruptionBudget")


@pytest.mark.parametrize(
    ("budget", "seen"),
    [
        ("prod/p.yaml", True),
        ("prod/budgets/p.yaml", True),
        ("p.yaml", True),
        ("staging/p.yaml", False),
        ("elsewhere/p.yaml", False),
    ],
)
def test_without_namespace_objects_belong_together_by_folder(budget: str, seen: bool) -> None:
    assert sees(("prod/d.yaml", text("Deployment")), (budget, BUDGET)) == ["prod/d.yaml"] * seen


@pytest.mark.parametrize(
    ("budget", "seen"), [("budgets/p.yaml", True), ("staging/p.yaml", False), ("a/staging/p.yaml", True)]
)
def test_with_a_namespace_folders_that_name_environments_separate(budget: str, seen: bool) -> None:
    files = ("prod/d.yaml", text("Deployment", namespace="shop"))
    assert sees(files, (budget, text("PodDisruptionBudget", namespace="shop"))) == ["prod/d.yaml"] * seen


def test_two_objects_of_one_name_and_kind_are_two_environments() -> None:
    files = [(f"{folder}/d.yaml", text("Deployment", namespace="shop")) for folder in ("eu", "us")]
    assert sees(*files) == []
    budget = text("PodDisruptionBudget", namespace="shop")
    assert sees(*files, ("eu/p.yaml", budget)) == ["eu/d.yaml"]
    assert sees(*files, ("shared/p.yaml", budget)) == ["eu/d.yaml", "us/d.yaml"]


def test_two_files_of_one_folder_may_be_two_environments() -> None:
    files = [(f"d/{name}.yaml", text("Deployment", namespace="shop")) for name in ("eu", "us")]
    assert sees(*files) == []
