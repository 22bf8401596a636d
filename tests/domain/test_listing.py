import pytest
from django.contrib.auth.models import AnonymousUser

from incidents.domain import listing, paging, search
from incidents.domain.search import Query
from tests import cast, factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("sort", paging.ORDERS)
def test_a_list_is_a_search_for_nothing(sort: str) -> None:
    factories.saved("KF-2", organisation="Harbour")
    factories.saved("KF-10", components=("network/dns",))
    factories.saved("KF-1", kind="hazard")
    query = Query(sort=sort)
    page = listing.page(reader=AnonymousUser(), query=query, limit=2, after=None)
    results = search.find(reader=AnonymousUser(), query=query, limit=2)
    assert [row.head for row in page.rows] == [listing.head(row.incident) for row in results.rows]
    assert [row.components for row in page.rows] == [row.components for row in results.rows]
    assert (page.total, page.next) == (results.total, results.next)
    last = listing.page(reader=AnonymousUser(), query=query, limit=2, after=page.next)
    assert (len(last.rows), last.total, last.next) == (1, 3, None)


@pytest.mark.parametrize("name", cast.SEEN)
def test_who_is_listed_what(name: str) -> None:
    reader = cast.gathered().people[name]
    page = listing.page(reader=reader, query=Query(statuses=()), limit=20, after=None)
    assert {row.head.ref for row in page.rows} == cast.SEEN[name]
    assert page.total == len(cast.SEEN[name])
    assert {row.head.ref for row in page.rows if row.head.is_open} == {"KF-1"}
