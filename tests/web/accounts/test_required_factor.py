"""A second factor that somebody has to have: what stays shut until it is there."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.models import User
from tests import factories
from tests.web.accounts.test_second_factor import code, secret_of
from tests.web.statements import counted

pytestmark = pytest.mark.django_db

PASSWORD = "robin-sails-slowly"
FACTORS = "/profile/second-factor"
ROLES = ("reader", "author", "editor", "administrator")
ASKED = {
    "nobody": set[str](),
    "administrators": {"administrator"},
    "editors": {"editor", "administrator"},
    "everybody": set(ROLES),
}


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    cache.clear()


def signed_in(role: str = "administrator") -> Client:
    person = User.objects.filter(username="robin").first() or factories.user("robin", role=role)
    browser = Client()
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return browser


def give(kind: str = "totp") -> Authenticator:
    return Authenticator.objects.create(user=User.objects.get(username="robin"), type=kind, data={})


@pytest.fixture
def asked_of(settings: Settings) -> Callable[[str], None]:
    def ask(whom: str) -> None:
        settings.REQUIRE_SECOND_FACTOR = whom

    return ask


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("whom", ASKED)
def test_it_is_asked_of_the_roles_that_the_setting_says(asked_of: Any, whom: str, role: str) -> None:
    asked_of(whom)
    browser = signed_in(role)
    page, api = browser.get("/stories/"), browser.get("/api/v1/stories")
    if role in ASKED[whom]:
        assert (page.status_code, page["Location"], api.status_code) == (302, FACTORS, 403)
    else:
        assert (page.status_code, api.status_code) == (200, 200)
    give()
    assert browser.get("/stories/").status_code == browser.get("/api/v1/stories").status_code == 200


def test_strangers_are_not_asked(asked_of: Any) -> None:
    asked_of("everybody")
    assert Client().get("/stories/").status_code == 200
    with_a_dead_session = Client()
    with_a_dead_session.cookies["sessionid"] = "x" * 32
    assert with_a_dead_session.get("/stories/").status_code == 200


def test_who_signs_in_is_led_to_set_one_up_and_then_goes_on(asked_of: Any) -> None:
    asked_of("administrators")
    factories.user("robin", role="administrator")
    browser = Client()
    page = browser.post("/sign-in", {"username": "robin", "password": PASSWORD}, follow=True)
    assert page.redirect_chain[-1][0] == FACTORS
    assert "This site asks administrators for a second factor, and you have none yet" in page.content.decode()
    asked = browser.get(f"{FACTORS}/app")
    assert asked["Location"].startswith("/profile/confirm?")
    browser.post(asked["Location"], {"password": PASSWORD})
    added = browser.post(f"{FACTORS}/app", {"code": code(secret_of(browser))}, follow=True)
    assert added.redirect_chain[-1][0] == f"{FACTORS}/codes"
    assert browser.get("/people/").status_code == 200
    assert "so one of yours has to stay" in browser.get(FACTORS).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/profile", "/profile/tokens", "/profile/password", "/people/", "/admin/", "/KF-1", "/write/"),
        *("/feed.atom", "/stories.csv", "/api/", "/nothing/of/that/name", f"{FACTORS}/app/remove"),
        *(f"{FACTORS}/../tokens", "/profile/sessions/", "/invitation"),
    ],
)
def test_nothing_else_opens(asked_of: Any, path: str) -> None:
    asked_of("administrators")
    response = signed_in().get(path)
    assert (response.status_code, response["Location"]) == (302, FACTORS)
    assert response["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize(
    "path", [FACTORS, "/profile/sessions", "/profile/confirm", "/robots.txt", "/llms.txt", "/favicon.ico"]
)
def test_what_it_takes_stays_open(asked_of: Any, path: str) -> None:
    browser = signed_in()
    before = browser.get(path)
    asked_of("administrators")
    after = browser.get(path)
    assert after.status_code == before.status_code != 404
    assert after.get("Location") == before.get("Location") != FACTORS


def test_sessions_are_ended_and_signing_out_works(asked_of: Any) -> None:
    asked_of("administrators")
    browser, other = signed_in(), signed_in()
    assert browser.post("/profile/sessions", {"others": "1"}).status_code == 302
    assert other.get("/profile/sessions")["Location"].startswith("/sign-in?")
    browser.post("/sign-out")
    assert browser.get("/stories/").status_code == 200


def test_a_form_is_not_lost(asked_of: Any) -> None:
    browser = signed_in()
    asked_of("administrators")
    refused = browser.post("/profile", {"display_name": "Quay"})
    assert refused.status_code == 403
    assert "reload this page" in refused.content.decode()
    assert User.objects.get().display_name == ""
    give()
    browser.post("/profile", {"display_name": "Quay"})
    assert User.objects.get().display_name == "Quay"


def test_a_part_of_a_page_is_not_replaced_by_another_page(asked_of: Any) -> None:
    asked_of("administrators")
    assert signed_in().get("/stories/", headers={"HX-Request": "true"})["HX-Redirect"] == FACTORS


@pytest.mark.parametrize(("method", "path"), [("get", "/api/v1/news"), ("post", "/api/v1/lint")])
def test_the_api_says_where_to_set_one_up(asked_of: Any, settings: Settings, method: str, path: str) -> None:
    asked_of("administrators")
    answer = getattr(signed_in(), method)(path)
    assert (answer.status_code, answer["Content-Type"]) == (403, "application/problem+json")
    problem = answer.json()
    assert problem["type"].endswith("/api/problems#second-factor-missing")
    assert f"{settings.BASE_URL}{FACTORS}" in problem["detail"]


def test_tokens_are_not_asked_for_one(asked_of: Any) -> None:
    asked_of("everybody")
    browser = signed_in()
    written = factories.token(User.objects.get(), now=timezone.now()).written
    for client in (Client(), browser):
        sent = client.get("/api/v1/news", headers={"Authorization": f"Bearer {written}"})
        assert sent.status_code == 200
    assert browser.get("/api/v1/news", headers={"Authorization": "Bearer sdg_wrong"}).status_code == 401
    assert browser.get("/profile", headers={"Authorization": "Basic cm9iaW46eA=="}).status_code == 302


def test_a_role_that_is_raised_counts_at_the_next_page(asked_of: Any) -> None:
    asked_of("editors")
    browser = signed_in("author")
    assert browser.get("/profile").status_code == 200
    User.objects.update(role="editor")
    assert browser.get("/profile")["Location"] == FACTORS
    User.objects.update(role="reader")
    assert browser.get("/profile").status_code == 200


def test_recovery_codes_alone_are_no_second_factor(asked_of: Any) -> None:
    asked_of("administrators")
    browser = signed_in()
    give("recovery_codes")
    assert browser.get("/profile")["Location"] == FACTORS


def test_a_factor_of_somebody_else_does_not_count(asked_of: Any) -> None:
    asked_of("administrators")
    browser = signed_in()
    Authenticator.objects.create(user=factories.user("other"), type="totp", data={})
    assert browser.get("/profile")["Location"] == FACTORS


def test_a_page_asks_the_database_once_more_where_it_is_required_and_else_not(asked_of: Any) -> None:
    asked_of("nobody")
    browser = signed_in()
    give()
    browser.get("/about")  # what is read once
    statements = {}
    for whom in ("nobody", "administrators"):
        asked_of(whom)
        with counted() as statements[whom]:
            browser.get("/about")
    more = [sql for sql in statements["administrators"] if "mfa_authenticator" in sql]
    # the factors of the person
    assert len(more) == 1
    assert len(statements["administrators"]) == len(statements["nobody"]) + 1
    User.objects.update(role="editor")
    with counted() as of_an_editor:
        browser.get("/about")
    assert not [sql for sql in of_an_editor if "mfa_authenticator" in sql]


def confirmed() -> Client:
    browser = signed_in()
    browser.post("/profile/confirm", {"password": PASSWORD})
    return browser


def removal(factor: Authenticator) -> str:
    return f"{FACTORS}/app/remove" if factor.type == "totp" else f"{FACTORS}/passkeys/{factor.pk}/remove"


PASSKEY: dict[str, Any] = {"name": "Phone", "credential": {}}


@pytest.mark.parametrize("kind", ["totp", "webauthn"])
def test_the_only_factor_stays_while_it_is_required(asked_of: Any, kind: str) -> None:
    browser = confirmed()
    factor = Authenticator.objects.create(user=User.objects.get(), type=kind, data=PASSKEY)
    give("recovery_codes")
    asked_of("administrators")
    page = browser.get(removal(factor)).content.decode()
    assert "this is your only one" in page
    assert "Remove it" not in page
    refused = browser.post(removal(factor))
    assert "this is your only one" in refused.content.decode()
    assert Authenticator.objects.filter(pk=factor.pk).exists()
    asked_of("nobody")
    assert "Remove it" in browser.get(removal(factor)).content.decode()
    assert browser.post(removal(factor)).status_code == 302
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize(
    ("kind", "left"), [("totp", "webauthn"), ("webauthn", "webauthn"), ("webauthn", "totp")]
)
def test_one_of_two_factors_goes(asked_of: Any, kind: str, left: str) -> None:
    browser = confirmed()
    one, other = (
        Authenticator.objects.create(user=User.objects.get(), type=each, data=PASSKEY)
        for each in (kind, left)
    )
    asked_of("administrators")
    assert browser.post(removal(one)).status_code == 302
    assert browser.get("/profile").status_code == 200
    assert "this is your only one" in browser.get(removal(other)).content.decode()


@pytest.mark.parametrize("whom", ["nobody", "administrators"])
def test_the_terminal_takes_off_the_last_one_too_and_says_what_happens_next(asked_of: Any, whom: str) -> None:
    asked_of(whom)
    browser = signed_in()
    give()
    said = StringIO()
    call_command("remove_factor", "robin", stdout=said)
    assert ("until a new one is set up" in said.getvalue()) == (whom == "administrators")
    assert browser.get("/profile")["Location"].startswith("/sign-in?")
    again = Client().post("/sign-in", {"username": "robin", "password": PASSWORD}, follow=True)
    assert (again.redirect_chain[-1][0] == FACTORS) == (whom == "administrators")
