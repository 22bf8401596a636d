import pytest
from django.test import Client

from incidents.web.vocabulary import organisations
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = pytest.mark.django_db

LONG = "Hafenundschleusenbetriebsgesellschaft" * 3


def page(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.getvalue().decode()


def test_the_index_counts_stories_and_those_without_a_name(vocabulary):
    factories.saved("KF-900", organisation="Harbour")
    factories.saved("KF-901", organisation="Harbour")
    factories.saved("KF-902", organisation=LONG)
    factories.saved("KF-903")
    shown = read(page("/organisations/"))
    assert shown.item("/organisations/harbour").words("b") == ["2 stories"]
    assert LONG in shown.text
    assert "1 story where the organisation is not known" in shown.text
    assert ("1 story", "/stories/?organisation=unknown") in shown.links


def test_an_organisation_shows_its_stories_and_no_others(vocabulary):
    factories.saved("KF-900", organisation="Harbour", title="Ours")
    factories.saved("KF-901", organisation="Ferry", title="Theirs")
    html = page("/organisations/harbour")
    assert "Ours" in html
    assert "Theirs" not in html
    assert "failure_mode,memory_exhaustion,Memory exhaustion,1" in page("/organisations/harbour.csv")
    assert page("/organisations.csv").splitlines()[1:] == ["ferry,Ferry,1", "harbour,Harbour,1"]


def test_an_organisation_nobody_may_know_of_is_not_there(vocabulary):
    factories.saved("KF-900", organisation="Harbour", visibility="organisation")
    assert Client().get("/organisations/harbour").status_code == 404
    assert "Harbour" not in page("/organisations/")


def test_an_organisation_whose_stories_are_not_out_yet_says_so(vocabulary):
    saved = factories.saved("KF-900", author=factories.user(), organisation="Harbour", status="draft")
    client = Client()
    client.force_login(saved.incident.owner, backend="django.contrib.auth.backends.ModelBackend")
    assert "No story yet" in client.get("/organisations/harbour").content.decode()


def test_many_organisations_come_in_pages(vocabulary, monkeypatch):
    monkeypatch.setattr(organisations, "ON_A_PAGE", 2)
    for number in range(3):
        factories.saved(f"KF-{900 + number}", organisation=f"Harbour {number}")
    shown = [read(page(f"/organisations/?page={number}")) for number in (1, 2)]
    assert [sum(one.startswith("/organisations/harbour-") for one in page.addresses) for page in shown] == [
        2,
        1,
    ]


@pytest.mark.parametrize("stories", [1, 3])
def test_pages_cost_the_same_whatever_they_hold(vocabulary, stories):
    for number in range(stories):
        factories.saved(f"KF-{900 + number}", organisation="Harbour")
    factories.entries_are_known()
    for path, most in (("/organisations/", 1), ("/organisations/harbour", 3)):
        # The state of the index; of one organisation the row before it and the stories of the page after it.
        with statements.counted() as asked:
            page(path)
        assert len(asked) == most, "\n".join(asked)
