import pytest

from incidents.rules.cel.conditions import NotEvaluated
from incidents.rules.lint import manifests
from incidents.rules.lint.cluster_context import ClusterContext

PODS = "\n---\n".join(
    f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}}}\nspec: {{containers: []}}" for name in "abcd"
)


def test_the_number_of_comparisons_is_limited() -> None:
    objects = manifests.read("f", PODS.encode()).objects
    context = ClusterContext(objects, comparisons=6)

    assert len(context.around(objects[0], ("Pod",))) == 3
    assert len(context.around(objects[1], ("Pod",))) == 3
    with pytest.raises(NotEvaluated, match="lint fewer files"):
        context.around(objects[2], ("Pod",))


def test_only_the_named_kinds_are_in_the_context() -> None:
    objects = manifests.read("f", PODS.encode()).objects

    assert ClusterContext(objects).around(objects[0], ("Service",)) == []
