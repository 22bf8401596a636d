import re

import pytest
from django.apps import apps

from tests.architecture import tree


def constraints() -> list[tuple[str, str]]:
    return [
        (model.__name__, constraint.name)
        for model in apps.get_app_config("incidents").get_models(include_auto_created=True)
        for constraint in model._meta.constraints
    ]


def test_every_constraint_has_a_test():
    assert constraints(), "No table has a constraint: this test looks in the wrong place."
    tested = {word for name in tree.python("tests/models/") for word in re.findall(r"\w+", tree.text(name))}
    faults = [f"{model}: {name}" for model, name in constraints() if name not in tested]
    assert not faults, tree.report(faults, "Break it in a test under tests/models/ that names it:")


@pytest.mark.parametrize("option", ["unique_together", "index_together"])
def test_constraints_are_named(option):
    faults = [
        model.__name__
        for model in apps.get_app_config("incidents").get_models()
        if getattr(model._meta, option, None)
    ]
    assert not faults, tree.report(faults, f"Write a named constraint instead of {option}:")
