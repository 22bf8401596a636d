import pytest

from incidents.domain import search
from incidents.domain.search import Query
from tests import factories

pytestmark = pytest.mark.django_db


def refs(text: str = "", *, reader, **fields) -> list[str]:
    results = search.find(reader=reader, query=Query(text=text, **fields))
    return [row.incident.ref for row in results.rows]


def test_finds_what_is_there(db):
    from django.contrib.auth.models import AnonymousUser

    factories.saved("KF-1", title="Pods with ndots:5 ask too often")
    factories.saved("KF-2", title="concurrencyPolicy stood in the wrong place")
    anyone = AnonymousUser()
    assert refs("ndots:5", reader=anyone) == ["KF-1"]
    assert refs("policies", reader=anyone) == ["KF-2"]
    assert refs("", reader=anyone) == ["KF-2", "KF-1"]
    assert refs("-ndots", reader=anyone) == ["KF-2"]
    r = search.find(reader=anyone, query=Query(text="pods", chosen={"component": ("workload",)}))
    assert r.total == 2
    print(r)
    assert refs("", reader=anyone, chosen={"component": ("workload", "network")}) == ["KF-2", "KF-1"]
    assert refs("", reader=anyone, chosen={"component": ("workload", "network")}, all_of={"component"}) == []
