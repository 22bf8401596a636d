import ast
from collections.abc import Iterator

import pytest
from django.apps import apps

from tests.architecture import tree


def constraints() -> list[tuple[str, str]]:
    return [
        (model.__name__, constraint.name)
        for model in apps.get_app_config("incidents").get_models(include_auto_created=True)
        for constraint in model._meta.constraints
    ]


def broken_by(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    """Names that stand in a test, or in its parameters, that hands one to `refused_by`."""
    called = {
        node.func.id
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    if "refused_by" in called:
        yield from (
            node.value
            for node in ast.walk(function)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        )


def test_every_constraint_has_a_test():
    assert constraints(), "No table has a constraint: this test looks in the wrong place."
    broken = {
        name
        for file in tree.python("tests/models/")
        for function in tree.functions(file)
        if function.name.startswith("test_")
        for name in broken_by(function)
    }
    faults = [f"{model}: {name}" for model, name in constraints() if name not in broken]
    assert not faults, tree.report(faults, "Break it in a test under tests/models/, inside `refused_by`:")


@pytest.mark.parametrize("option", ["unique_together", "index_together"])
def test_constraints_are_named(option):
    faults = [
        model.__name__
        for model in apps.get_app_config("incidents").get_models()
        if getattr(model._meta, option, None)
    ]
    assert not faults, tree.report(faults, f"Write a named constraint instead of {option}:")
