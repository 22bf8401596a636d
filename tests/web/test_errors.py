import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from incidents.web import errors
from tests import factories, rule_factories
from tests.page import read

pytestmark = pytest.mark.django_db


def missing(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 404
    return response.content.decode()


def test_an_unknown_reference_offers_those_like_it():
    factories.saved("KF-12", title="Twelve")
    shown = read(missing("/KF-21"))
    assert "KF-21: no story yet" in shown.text
    assert "/KF-12" in shown.addresses


@pytest.mark.parametrize("path", ["/KF-12/history/9", "/KF-12/compare?from=1&to=9", "/KF-12/nothing"])
def test_what_a_story_does_not_hold_leads_to_the_story(path: str):
    factories.saved("KF-12", title="Twelve")
    factories.saved("KF-21", title="Twenty-one")
    shown = read(missing(path))
    assert "KF-12 has no such page" in shown.text
    assert {"/KF-12", "/KF-12/history"} <= set(shown.addresses)
    assert "Twenty-one" not in shown.text


def test_what_a_rule_does_not_hold_leads_to_the_rule():
    factories.saved("KF-900")
    rule_factories.saved(rule_factories.manifest_rule("M-900"))
    shown = read(missing("/rules/M-900/history/9"))
    assert "M-900 has no such page" in shown.text
    assert "/rules/M-900/history" in shown.addresses


def test_an_unknown_name_offers_stories_with_its_words(vocabulary):
    factories.saved("KF-900", title="The flood of pods")
    for number in range(901, 905):
        factories.saved(f"KF-{number}")
    assert "The flood of pods" in missing("/stories/flood-in-the-harbour")


@pytest.mark.parametrize(
    ("path", "bare"),
    [
        ("/KF-12/", "/KF-12"),
        ("/KF-12/history/?page=2", "/KF-12/history?page=2"),
        ("/about/", "/about"),
        ("/components/network/dns/", "/components/network/dns"),
        ("/stories/caf\u00e9/", "/stories/caf%C3%A9"),
    ],
)
def test_a_slash_too_many_leads_to_the_page(path: str, bare: str):
    response = Client().get(path)
    assert (response.status_code, response["Location"]) == (301, bare)


@pytest.mark.parametrize("path", ["/nothing/", "/KF-12//", "/stories//KF-12/"])
def test_a_slash_is_taken_off_only_to_reach_a_page(path: str):
    missing(path)


@pytest.mark.parametrize("path", ["/stories/a%00b", "/components/%00", "/components/a%00.csv"])
def test_a_name_that_no_database_holds_is_not_found(path: str):
    missing(path)


def test_an_unknown_page_offers_the_one_like_it():
    assert ("About", "/about") in read(missing("/abuot")).links


def test_what_a_reader_may_not_see_is_not_offered():
    factories.saved("KF-12", title="Twelve", visibility="organisation")
    assert "Twelve" not in missing("/KF-21")
    assert "Twelve" not in missing("/KF-12")


def test_a_closed_instance_offers_nothing_before_signing_in(settings):
    settings.PUBLIC_READING = False
    factories.saved("KF-12", title="Twelve")
    html = missing("/kf21")
    assert "Twelve" not in html
    assert "search" not in [part.attributes.get("type") for part in read(html).all("input")]


def test_a_forged_form_is_refused_with_a_way_on():
    response = Client(enforce_csrf_checks=True).post("/sign-in", {"username": "x", "password": "y"})
    assert response.status_code == 403
    assert "Please send it again" in response.content.decode()


def test_forbidden_says_what_is_missing():
    request = RequestFactory().get("/")
    request.user = factories.user()
    response = errors.forbidden(request, PermissionDenied("Only editors restore."))
    assert response.status_code == 403
    assert "Only editors restore." in response.content.decode()


def test_what_broke_is_said_without_asking_the_database(django_assert_num_queries):
    with django_assert_num_queries(0):
        response = errors.broken(RequestFactory().get("/"))
    assert response.status_code == 500
    shown = read(response.content.decode())
    assert "Something broke" in shown.headings
    assert ("Stories", "/stories/") in shown.links
    assert "Sign in" not in shown.text, "who is there is not known"
