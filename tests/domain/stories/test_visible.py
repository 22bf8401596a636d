"""Statements that are compiled once for each standing answer each reader by her own rights."""

import pytest

from incidents.domain.stories import visible
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", cast.SEEN)
def test_stories_are_named_and_listed_for_whom_they_are(name: str) -> None:
    reader = cast.gathered().readers[name]
    spellings = {ref: (ref, ref.lower(), f"story-{ref.lower()}") for ref in cast.STORIES}
    found = {
        spelling
        for names in spellings.values()
        for spelling in names
        if visible.named(name=spelling, reader=reader)
    }
    assert found == {spelling for ref in cast.SEEN[name] for spelling in spellings[ref]}
    assert visible.among(refs=cast.STORIES, reader=reader) == cast.SEEN[name]
    changed = visible.last_changed(number=len(cast.STORIES), reader=reader)
    assert {story.ref for story in changed} == cast.SEEN[name] & cast.PUBLISHED


def test_the_last_change_comes_first() -> None:
    reader = cast.gathered().readers["administrator"]
    assert [story.ref for story in visible.last_changed(number=1, reader=reader)] == ["KF-3"]
