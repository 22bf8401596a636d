import pytest

from incidents.errors import Refused
from incidents.stories import anchors
from incidents.stories.document import Story
from tests.stories.samples import draft

TAKEAWAYS = [{"id": "t3", "text": "a"}, {"text": "b"}, {"text": "c"}]


def test_parts_without_an_anchor_get_the_next_numbers() -> None:
    story = anchors.numbered(draft(takeaways=TAKEAWAYS, actions=[{"text": "d"}]))

    assert [takeaway.id for takeaway in story.takeaways] == ["t3", "t4", "t5"]
    assert story.actions[0].id == "a1"


def test_a_removed_anchor_stays_taken() -> None:
    story = anchors.numbered(draft(takeaways=TAKEAWAYS), taken={"t": 7})

    assert [takeaway.id for takeaway in story.takeaways] == ["t3", "t8", "t9"]


def test_numbering_a_numbered_story_changes_nothing(flood: Story) -> None:
    assert anchors.numbered(flood, taken={"f": 9}) == flood


def test_numbers_beyond_the_highest_are_refused() -> None:
    with pytest.raises(Refused) as caught:
        anchors.numbered(draft(takeaways=[{"id": "t9999", "text": "a"}, {"text": "b"}]))

    assert caught.value.faults[0].pointer == "/takeaways"
    assert "no anchor is left above t9999" in caught.value.faults[0].message


def test_the_highest_number_is_kept_by_letter(flood: Story) -> None:
    highest = anchors.highest(flood, {"f": 7, "s": 1})

    assert highest == {"f": 7, "s": 2, "c": 1, "x": 2, "t": 1, "e": 2, "i": 1, "v": 1, "r": 1, "a": 1}


def test_an_anchor_written_twice_is_a_fault() -> None:
    story = draft(
        takeaways=[{"id": "t1", "text": "a"}, {"text": "b"}, {"id": "t1", "text": "c"}, {"text": "d"}]
    )

    (fault,) = anchors.duplicates(story)

    assert fault.pointer == "/takeaways/2/id"
    assert fault.message.startswith("t1 already names /takeaways/0")


def test_an_anchor_of_a_removed_part_is_refused() -> None:
    before = draft(takeaways=[{"id": "t1", "text": "a"}])
    after = draft(takeaways=[{"id": "t1", "text": "a"}, {"id": "t2", "text": "b"}, {"id": "t4", "text": "c"}])

    (fault,) = anchors.reused(after, before=before, taken={"t": 3})

    assert fault.pointer == "/takeaways/1/id"
    assert "t2 named a part that was removed" in fault.message
