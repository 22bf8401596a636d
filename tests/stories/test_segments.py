from itertools import pairwise

import pytest
from hypothesis import given, settings

from incidents.stories import segments
from incidents.stories.segments import Segment
from tests.stories.strategies import texts


def test_words_are_marked() -> None:
    assert segments.between("a limit of 10 pods", "a quota of 20 pods") == (
        Segment("equal", "a "),
        Segment("delete", "limit "),
        Segment("insert", "quota "),
        Segment("equal", "of "),
        Segment("delete", "10 "),
        Segment("insert", "20 "),
        Segment("equal", "pods"),
    )


def test_unchanged_lines_are_not_marked() -> None:
    found = segments.between("one\ntwo\nthree\n", "one\n2\nthree\n")

    assert found == (
        Segment("equal", "one\n"),
        Segment("delete", "two\n"),
        Segment("insert", "2\n"),
        Segment("equal", "three\n"),
    )


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("a", "a", ["equal"]),
        ("", "a", ["insert"]),
        ("a", "", ["delete"]),
        ("", "", []),
        ("a", "b", ["delete", "insert"]),
    ],
)
def test_empty_and_equal_texts_have_their_segments(before: str, after: str, kinds: list[str]) -> None:
    assert [segment.kind for segment in segments.between(before, after)] == kinds


@settings(max_examples=200, deadline=None)
@given(texts(), texts())
def test_the_segments_form_both_texts(before: str, after: str) -> None:
    found = segments.between(before, after)

    assert "".join(segment.text for segment in found if segment.kind != "insert") == before
    assert "".join(segment.text for segment in found if segment.kind != "delete") == after
    assert all(segment.text for segment in found)
    assert all(one.kind != other.kind for one, other in pairwise(found))


def test_a_long_change_is_replaced_as_a_whole() -> None:
    before = "same\n" + "x y " * 40_000 + "\nend"
    after = "same\n" + "y x " * 40_000 + "\nend"

    found = segments.between(before, after)

    assert "".join(segment.text for segment in found if segment.kind != "insert") == before
    assert found[0].text.startswith("same\n")
    assert found[-1].text.endswith("end")
