"""A session begins with signing in and ends with signing out or another password."""

import pytest
from django.test import Client

from incidents.models import Session
from tests import factories

pytestmark = pytest.mark.django_db

OLD = "robin-sails-slowly"
NEW = "tides-turn-twice-a-day"


def signed_in(browser: Client | None = None) -> Client:
    browser = browser or Client()
    assert browser.post("/sign-in", {"username": "robin", "password": OLD}).status_code == 302
    return browser


@pytest.fixture(autouse=True)
def robin() -> None:
    factories.user("robin")


def test_signing_in_changes_the_key_of_the_session_and_the_token_of_forms() -> None:
    """Somebody who planted either before knows neither after."""
    browser = Client()
    browser.get("/sign-in")
    planted, token = browser.session, browser.cookies["csrftoken"].value
    planted["planted"] = "yes"
    planted.save()
    browser.cookies["sessionid"] = planted.session_key
    signed_in(browser)
    assert browser.cookies["sessionid"].value != planted.session_key
    assert browser.cookies["csrftoken"].value != token
    assert not Session.objects.filter(session_key=planted.session_key).exists()


def test_another_password_ends_the_sessions_elsewhere() -> None:
    here, elsewhere = signed_in(), signed_in()
    new = {"old_password": OLD, "new_password1": NEW, "new_password2": NEW}
    key = here.cookies["sessionid"].value
    assert here.post("/profile/password", new).status_code == 302
    assert here.get("/profile").status_code == 200
    assert here.cookies["sessionid"].value != key
    assert elsewhere.get("/profile").status_code == 302


def test_a_password_that_an_administrator_sets_ends_all_sessions(admin_client: Client) -> None:
    from incidents.models import User

    hers, person = signed_in(), User.objects.get(username="robin")
    new = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    assert admin_client.post(f"/admin/incidents/user/{person.pk}/password/", new).status_code == 302
    assert hers.get("/profile").status_code == 302


@pytest.mark.parametrize("path", ["/sign-out", "/admin/logout/"])
def test_signing_out_ends_the_session_and_clears_what_the_browser_has_kept(path: str) -> None:
    browser = signed_in()
    key = browser.cookies["sessionid"].value
    answer = browser.post(path)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert not Session.objects.filter(session_key=key).exists()
    browser.cookies["sessionid"] = key
    assert browser.get("/profile").status_code == 302


def test_cookies_are_not_for_scripts() -> None:
    cookies = signed_in().cookies
    for name in ("sessionid", "known_browser"):
        assert cookies[name]["httponly"]
        assert cookies[name]["samesite"] == "Lax"
