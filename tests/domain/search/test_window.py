"""A stretch holds what the whole list would show at the same place."""

from datetime import timedelta

import pytest
from pyroaring import BitMap

from incidents.domain.search import bitmaps, paging, window
from incidents.models import SearchEntry, index_state
from incidents.stories.document import Occurred
from tests import factories

pytestmark = pytest.mark.django_db

YEARS = ("2019-05-02", None, "2019-05-20", "2018-01-01", None, "2021-12-31", "2019-06-01", "2017-03-04")
SORTS = [sort for sort in paging.ORDERS if sort != "relevance"]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> bitmaps.Bitmaps:
    monkeypatch.setattr(window, "FEW", 2)
    for number, start in enumerate(YEARS, 1):
        occurred = Occurred(precision="day" if start else "unknown", start=start)
        now = factories.NOW + timedelta(hours=9 * (number * 5 % 8))
        factories.saved(f"{'AB' if number % 3 else 'KF'}-{number * 300}", occurred=occurred, now=now)
    return bitmaps.at(index_state.current())


@pytest.fixture
def found(known: bitmaps.Bitmaps) -> BitMap:
    left_out = SearchEntry.objects.latest("number").pk
    return BitMap(SearchEntry.objects.exclude(pk=left_out).values_list("pk", flat=True))


def among(stories: BitMap):
    return SearchEntry.objects.filter(pk__in=list(stories))


def ordered(entries, sort):
    return [entry.number for entry in paging.ordered(entries, sort)]


@pytest.mark.parametrize("sort", SORTS)
def test_places_are_those_of_the_whole_list(known, found, sort):
    whole = ordered(among(found), sort)
    for skip in range(len(whole) + 1):
        part = window.stretch(known, found, sort, skip=skip, most=2)
        begins = skip - part.skipped
        assert ordered(among(part.stories), sort)[begins : begins + 2] == whole[skip : skip + 2]


@pytest.mark.parametrize("sort", SORTS)
def test_what_comes_after_a_cursor_is_that_of_the_whole_list(known, found, sort):
    entries = paging.ordered(among(found), sort)
    whole = [entry.number for entry in entries]
    for place, entry in enumerate(entries, 1):
        position = paging.cursor(entry, sort)
        part = window.stretch(known, found, sort, most=2, position=position)
        beyond = ordered(paging.after(among(part.stories), sort, position), sort)
        assert beyond[:2] == whole[place : place + 2]


@pytest.mark.usefixtures("found")
def test_it_is_no_more_than_needed(known, found):
    part = window.stretch(known, found, "newest", most=2)
    assert len(part.stories) < len(found)
    assert part.stories <= found


def test_few_are_not_worth_the_trouble(known):
    few = BitMap(SearchEntry.objects.values_list("pk", flat=True)[:2])
    assert window.stretch(known, few, "ref", most=1, skip=1) == window.Stretch(few, 0)
