import pytest

from incidents.web.rules.example_names import named


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("apiVersion: batch/v1\nkind: CronJob\nmetadata:\n  name: report\nspec: {}\n", "CronJob report"),
        ("kind: Pod\nmetadata:\n  labels:\n    app: x\n  name: 'web' # the first\n", "Pod web"),
        ("kind: Pod\nmetadata: {labels: {app: x}, name: web}\n", "Pod web"),
        ("kind: Pod\n", "Pod"),
        (
            "---\nkind: Pod\nmetadata:\n  name: a\n---\nkind: Service\nmetadata:\n  name: b\n",
            "Pod a, Service b",
        ),
        ("kind: A\n---\nkind: B\n---\nkind: C\n---\nkind: D\n", "A, B, C and 1 more"),
        ("# A limit that is never reached\nkind: Pod\n", "A limit that is never reached"),
        ("\n  too many open files\nanother line\n", "too many open files"),
        ("x" * 100, "x" * 70 + " …"),
        ("", "nothing"),
    ],
)
def test_an_example_is_named_by_what_it_shows(text: str, name: str) -> None:
    assert named(text) == name
