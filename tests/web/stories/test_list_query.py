import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from incidents.domain.search import FACETS
from incidents.web.stories.list_query import ListQuery

NAMES = st.sampled_from([*FACETS, "q", "sort", "page", "all", "other"])


@given(st.lists(st.tuples(NAMES, st.text(max_size=20)), max_size=12))
def test_any_address_is_read_and_written_back(pairs):
    parameters = QueryDict(mutable=True)
    for name, value in pairs:
        parameters.appendlist(name, value)
    query = ListQuery.read(parameters)
    again = ListQuery.read(QueryDict(query.url.partition("?")[2]))
    assert again.url == query.url
    assert again.asked().text == query.text


@pytest.mark.parametrize(
    ("written", "sort"),
    [("", "published"), ("q=dns", "relevance"), ("q=dns&sort=ref", "ref"), ("sort=sideways", "published")],
)
def test_without_a_word_the_order_follows_from_the_text(written, sort):
    assert ListQuery.read(QueryDict(written)).asked().sort == sort


def test_taking_a_filter_away_goes_back_to_the_first_page():
    query = ListQuery.read(QueryDict("kind=hazard&kind=incident&page=3"))
    assert query.url == "/stories/?kind=hazard&kind=incident&page=3"
    assert query.without("kind", "hazard").url == "/stories/?kind=incident"


@pytest.mark.parametrize(
    ("written", "page"),
    [("", 1), ("0", 1), ("-1", 1), ("2", 2), ("1001", 1000), ("9" * 5_000, 1000), ("two", 1), ("²", 1)],
)
def test_any_page_is_one_of_those_that_can_be(written, page):
    assert ListQuery.read(QueryDict(f"page={written}")).page == page
