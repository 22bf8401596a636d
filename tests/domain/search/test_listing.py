import pytest
from django.db.models import Expression, ExpressionWrapper, F, TextField

from incidents.domain import search
from incidents.domain.search import Query, listing, paging
from incidents.models.reader import ANYBODY, Reader
from tests import cast, factories

pytestmark = pytest.mark.django_db


REF = F("incident__ref")


def refs(reader: Reader) -> Expression:
    return ExpressionWrapper(REF, output_field=TextField())


@pytest.mark.parametrize("sort", paging.ORDERS)
def test_a_list_is_a_search_for_nothing(sort: str) -> None:
    factories.saved("KF-2", organisation="Harbour")
    factories.saved("KF-10", components=("network/dns",))
    factories.saved("KF-1", kind="hazard")
    query = Query(sort=sort)
    page = listing.page(reader=ANYBODY, query=query, shown=refs, limit=2, after=None)
    results = search.find(reader=ANYBODY, query=query, shown=refs, limit=2)
    assert list(page.rows) == [row.shown for row in results.rows] == [row.ref for row in results.rows]
    assert (page.total, page.next) == (results.total, results.next)
    last = listing.page(reader=ANYBODY, query=query, shown=refs, limit=2, after=page.next)
    assert (len(last.rows), last.total, last.next) == (1, 3, None)


@pytest.mark.parametrize("name", cast.SEEN)
def test_who_is_listed_what(name: str) -> None:
    reader = cast.gathered().readers[name]
    page = listing.page(reader=reader, query=Query(statuses=()), shown=refs, limit=20, after=None)
    assert set(page.rows) == cast.SEEN[name]
    assert page.total == len(cast.SEEN[name])
    assert page.is_open == (cast.SEEN[name] == {"KF-1"})


def test_beyond_the_last_page_all_are_still_counted() -> None:
    factories.saved()
    beyond = paging.cursor_at(["ZZ", 1], "ref")
    page = listing.page(reader=ANYBODY, query=Query(sort="ref"), shown=refs, limit=2, after=beyond)
    assert (page.rows, page.total, page.next) == ((), 1, None)
