"""What a form shows of a document means the same document, whatever the form does not offer."""

from pathlib import Path
from typing import Any

import pytest

from incidents.errors import Fault, Refused
from incidents.stories import reading
from incidents.stories.document import Story
from incidents.stories.drafting import composed, of_document, posted
from incidents.stories.reading import folder
from incidents.stories.vocabulary import Vocabulary
from incidents.yamltree import Tree

STORIES = Path(__file__).parents[3] / "fixtures" / "stories"


def sent(content: dict[str, Any], prefix: str = "") -> dict[str, list[str]]:
    """The fields as a browser sends them, where lines end with two characters."""
    fields: dict[str, list[str]] = {}
    for name, value in content.items():
        if isinstance(value, str):
            fields[f"{prefix}{name}"] = [value.replace("\n", "\r\n")]
        elif value and isinstance(value[0], str):
            fields[f"{prefix}{name}"] = [*value, ""]
        else:
            for number, row in enumerate(value):
                fields |= sent(row, f"{prefix}{name}.{number}.")
    return fields


def test_every_story_of_the_catalogue_comes_back_as_it_was(shipped_vocabulary: Vocabulary) -> None:
    paths = sorted(STORIES.glob("*/KF-*.yaml"))
    assert len(paths) > 60
    for path in paths:
        story = folder.read(path, vocabulary=shipped_vocabulary)
        plain = reading.plain(story)
        value = composed(of_document(plain), began_from=plain).value
        assert reading.from_tree(Tree(value), vocabulary=shipped_vocabulary) == story


def test_it_comes_back_from_a_browser(flood: Story, shipped_vocabulary: Vocabulary) -> None:
    plain = reading.plain(flood)
    value = composed(posted(sent(of_document(plain))), began_from=plain).value
    assert reading.from_tree(Tree(value), vocabulary=shipped_vocabulary) == flood


def test_rows_in_which_nothing_was_typed_are_left_out() -> None:
    content = {"symptoms": [{"id": "s1"}, {"id": "s2", "text": "Pods restart"}, {"text": " "}]}
    assert composed(content, began_from={}).value["symptoms"] == [{"id": "s2", "text": "Pods restart"}]


def test_what_the_form_does_not_offer_stays_with_its_part() -> None:
    before = {"slug": "flood", "evidence": [{"id": "v1", "file": "a.log"}, {"id": "v2", "file": "b.log"}]}
    content = {"evidence": [{"id": "v2", "text": "Second"}, {"id": "v1", "text": "First"}]}
    value = composed(content, began_from=before).value
    assert value["slug"] == "flood"
    assert value["evidence"] == [
        {"id": "v2", "file": "b.log", "text": "Second"},
        {"id": "v1", "file": "a.log", "text": "First"},
    ]


@pytest.mark.parametrize(
    ("typed", "meant"), [("12", 12), ("1.5", 1.5), ("about 12", "about 12"), ("1e9", "1e9"), ("", None)]
)
def test_numbers_are_read_where_they_are_numbers(typed: str, meant: object) -> None:
    content = {"impacts": [{"text": "x", "quantities": [{"value": typed, "unit": "customers"}]}]}
    (impact,) = composed(content, began_from={}).value["impacts"]
    assert impact["quantities"][0].get("value") == meant


def test_a_fault_names_the_field_although_rows_were_left_out(shipped_vocabulary: Vocabulary) -> None:
    row = {"failure_mode": "memory_exhaustoin", "dimension": "code", "components": ["network/dns", "nowhere"]}
    meant = composed(
        {
            "title": "T",
            "kind": "incident",
            "factors": [{}, row],
            "severity.original": "SEV 1",
            "status": "draft",
        },
        began_from={"ref": "KF-1", "slug": "t", "status": "draft"},
    )
    with pytest.raises(Refused) as caught:
        reading.from_tree(Tree(meant.value), vocabulary=shipped_vocabulary)
    assert {meant.name_of(fault) for fault in caught.value.faults} == {
        "factors.1.failure_mode",
        "factors.1.components",
        "factors.1.text",
        "severity.level",
    }


def test_a_fault_of_what_the_form_does_not_offer_names_nothing() -> None:
    assert composed({}, began_from={}).name_of(Fault("/slug", "is not available")) == ""


def test_a_null_character_is_marked_and_anchors_have_their_form() -> None:
    content = posted({"title": ["a\0b"], "symptoms.0.id": ["<b>"], "symptoms.0.text": ["x"], "last.s": ["7"]})
    assert content["title"] == "a\ufffdb"
    assert "id" not in content["symptoms"][0]
    assert content["last"] == {"s": 7}
