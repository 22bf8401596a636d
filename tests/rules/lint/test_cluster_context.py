import pytest

from incidents.rules.cel.conditions import NotEvaluated
from incidents.rules.lint import manifests
from incidents.rules.lint.cluster_context import Surroundings

PODS = "\n---\n".join(
    f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: []}}" for name in "abcd"
)


def test_looking_at_each_beside_each_has_an_end() -> None:
    objects = manifests.read("f", PODS.encode()).objects
    surroundings = Surroundings(objects, looks=6)

    assert len(surroundings.of(objects[0], ("Pod",))) == 3
    assert len(surroundings.of(objects[1], ("Pod",))) == 3
    with pytest.raises(NotEvaluated, match="lint fewer files"):
        surroundings.of(objects[2], ("Pod",))


def test_only_the_kinds_asked_for_are_seen() -> None:
    objects = manifests.read("f", PODS.encode()).objects

    assert Surroundings(objects).of(objects[0], ("Service",)) == []
