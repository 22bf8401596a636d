from typing import Any

import pytest

from incidents.stories.drafting import rows


def three() -> dict[str, Any]:
    return {"symptoms": [{"id": "s1"}, {"id": "s2"}, {"id": "s3"}]}


def anchors(content: dict[str, Any]) -> list[str]:
    return [row["id"] for row in content["symptoms"]]


@pytest.mark.parametrize(
    ("deed", "name", "left"),
    [
        ("up symptoms.1", "symptoms.0", ["s2", "s1", "s3"]),
        ("up symptoms.0", "symptoms.0", ["s1", "s2", "s3"]),
        ("down symptoms.1", "symptoms.2", ["s1", "s3", "s2"]),
        ("down symptoms.2", "symptoms.2", ["s1", "s2", "s3"]),
        ("remove symptoms.2", "symptoms.1", ["s1", "s2"]),
        ("remove symptoms.9", "", ["s1", "s2", "s3"]),
        ("remove symptoms", "", ["s1", "s2", "s3"]),
        ("paint symptoms.1", "", ["s1", "s2", "s3"]),
        ("up symptoms.1.text.0", "", ["s1", "s2", "s3"]),
        ("add nothing", "", ["s1", "s2", "s3"]),
        ("add symptoms.0", "", ["s1", "s2", "s3"]),
    ],
)
def test_rows_are_moved_and_removed(deed: str, name: str, left: list[str]) -> None:
    content = three()
    assert rows.change(content, deed, taken={}) == name
    assert anchors(content) == left


def test_a_new_row_has_an_anchor_that_no_other_part_ever_had() -> None:
    content = three()
    assert rows.change(content, "add symptoms", taken={"s": 5}) == "symptoms.3"
    assert anchors(content)[-1] == "s6"
    rows.change(content, "remove symptoms.3", taken={"s": 5})
    rows.change(content, "add symptoms", taken={"s": 5})
    assert anchors(content)[-1] == "s7"


def test_rows_inside_of_rows_are_added_and_removed() -> None:
    content: dict[str, Any] = {"impacts": [{"id": "i1"}]}
    assert rows.change(content, "add impacts.0.quantities", taken={}) == "impacts.0.quantities.0"
    assert content["impacts"][0]["quantities"] == [{}]
    assert rows.change(content, "remove impacts.0.quantities.0", taken={}) == "impacts.0.quantities"
    assert rows.change(content, "add impacts.3.quantities", taken={}) == ""
