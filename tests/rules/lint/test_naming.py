import pytest

from incidents.rules.lint import naming

POD = {
    "spec": {
        "initContainers": [{"name": "migrate"}],
        "containers": [
            {
                "name": "web",
                "env": [{"name": "A"}, {"name": "B"}],
                "ports": [{"containerPort": 80, "name": "h"}],
            },
            {
                "name": "side",
                "args": ["--fast", "--fast"],
                "volumeMounts": [{"name": "v", "mountPath": "/a"}, {"name": "v", "mountPath": "/b"}],
            },
            {"name": "side"},
            {"image": "nameless"},
        ],
        "tolerations": [{"operator": "Exists"}],
    }
}


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("spec.containers.0.env.1", ["[0:web]", "env", "[0:B]"]),
        ("spec.containers.0.ports.0", ["[0:web]", "ports", "[0:80]"]),
        ("spec.containers.1.volumeMounts.1", ["[0:side]", "volumeMounts", "[0:/b]"]),
        ("spec.containers.1.args.1", ["[0:side]", "args", "[1:--fast]"]),
        ("spec.containers.2.image", ["[1:side]", "image"]),
        ("spec.containers.3", ["[3]"]),
        ("spec.containers.9", ["9"]),
        ("spec.containers.image", ["image"]),
    ],
)
def test_items_are_named_by_what_tells_them_apart(path: str, name: list[str]) -> None:
    assert list(naming.steps(POD, steps(path))) == ["spec", "containers", *name]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("metadata.name", ""),
        ("spec.initContainers.0", "init container migrate"),
        ("spec.containers.0.env.1.value", "container web, env B"),
        ("spec.containers.0.ports.0", "container web, port 80"),
        ("spec.containers.1.volumeMounts.1", "container side, mount /b"),
        ("spec.containers.3.image", ""),
        ("spec.tolerations.0", ""),
    ],
)
def test_a_part_is_told_in_words(path: str, words: str) -> None:
    assert naming.part(POD, steps(path)) == words


def test_items_of_long_lists_are_named_by_their_position() -> None:
    value = {"items": [{"name": "x"}] * (naming.LONGEST_LIST + 1)}
    assert naming.steps(value, ("items", 7)) == ("items", "[7]")


def steps(path: str) -> list[str | int]:
    return [int(step) if step.isdecimal() else step for step in path.split(".")]
