import pytest

from incidents.rules.lint import documents


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a", [(0, "a")]),
        ("a\n---\nb\n", [(0, "a\n"), (1, "---\nb\n")]),
        ("a\n...\nb\n", [(0, "a\n"), (1, "   \nb\n")]),
        ("--- a\n---\tb\n", [(0, "--- a\n"), (1, "---\tb\n")]),
        ("# x\n%YAML 1.1\n\n---\na", [(3, "---\na")]),
        ("---\n---\n# x\n...", []),
        ("a\n----\nb: ---\n ---\n", [(0, "a\n----\nb: ---\n ---\n")]),
        ('{"a": 1}\n{"b": 2}\n\n {"c": 3}\n', [(0, '{"a": 1}\n'), (1, '{"b": 2}\n\n '), (3, '{"c": 3}\n')]),
        ("---\n{\n}\n{}", [(0, "---\n{\n}\n"), (3, "{}")]),
        ('{"items": [{},\n{}\n]}\n', [(0, '{"items": [{},\n{}\n]}\n')]),
        ("a: {}\n{}\n", [(0, "a: {}\n{}\n")]),
        ("", []),
    ],
)
def test_each_document_comes_with_the_number_of_lines_above_it(
    text: str, found: list[tuple[int, str]]
) -> None:
    assert list(documents.split(text)) == found
