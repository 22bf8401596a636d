"""The header: where it leads, and which place of it a page belongs to."""

import pytest
from django.test import Client

from tests import factories, rule_factories
from tests.page import Part, read
from tests.web.administrators import browser_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stories")]

MAIN = ["Find", "Stories", "Rules", "Lint", "Train"]


@pytest.fixture
def stories(vocabulary):
    factories.saved("KF-900", organisation="Harbour", components=("network/dns",))
    rule_factories.saved(rule_factories.manifest_rule("M-900"))


def header(address: str) -> Part:
    return read(Client().get(address).content.decode()).all("header")[0]


def marked(address: str) -> set[tuple[str, str]]:
    links = [link for link in header(address).all("a") if "aria-current" in link.attributes]
    return {(link.text, link.attributes["aria-current"]) for link in links}


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("/find", ("Find", "page")),
        ("/stories/", ("Stories", "page")),
        ("/KF-900", ("Stories", "true")),
        ("/KF-900/history", ("Stories", "true")),
        ("/rules/", ("Rules", "page")),
        ("/rules/M-900", ("Rules", "true")),
        ("/lint", ("Lint", "page")),
        ("/train/", ("Train", "page")),
        ("/KF-900/drill", ("Train", "true")),
        ("/components/network/dns", ("Components", "true")),
        ("/technologies/", ("Technologies", "page")),
        ("/organisations/harbour", ("Organisations", "true")),
        ("/coverage", ("Coverage", "page")),
        ("/tools/", ("Checks of other tools", "page")),
        ("/glossary/", ("Glossary", "page")),
        ("/api/problems", ("API", "true")),
        ("/about", ("About", "page")),
    ],
)
def test_the_place_that_a_page_belongs_to_is_marked(address, place):
    assert marked(address) == {place}


@pytest.mark.parametrize("address", ["/", "/sign-in", "/nowhere"])
def test_a_page_of_no_place_marks_none(address):
    assert marked(address) == set()


@pytest.mark.parametrize("address", ["/", "/find", "/stories/", "/KF-900", "/api/problems", "/nowhere"])
def test_every_header_leads_to_the_same_places_and_finds(address):
    places, *_ = header(address).all("ul")
    assert places.words("a") == MAIN
    assert "q" in [field.attributes.get("name") for field in header(address).all("input")]


def test_every_place_is_there():
    for address in set(header("/").addresses):
        assert Client().get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("role", "links"),
    [
        ("reader", [("Your teams", "/teams/")]),
        ("editor", [("Your teams", "/teams/")]),
        ("administrator", [("People", "/people/"), ("Teams", "/teams/")]),
    ],
)
def test_the_menu_leads_people_to_what_is_theirs(role, links):
    browser = browser_of(factories.user("robin", role=role))
    page = read(browser.get("/teams/").content.decode()).all("header")[0]
    assert [link for link in page.links if link[1] in {"/people/", "/teams/"}] == links
    assert "/teams/" not in header("/").addresses
