"""No password is hashed for whoever has tried too often, whatever page it is sent to."""

from collections.abc import Callable
from typing import ClassVar

import pytest
from django.conf import settings as configured
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import MD5PasswordHasher
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from incidents.errors import TooMuch
from incidents.models import User
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db

WRONG = "wrong"


class CountingHasher(MD5PasswordHasher):
    hashed: ClassVar[list[str]] = []

    def encode(self, password: str, salt: str) -> str:
        self.hashed.append(password)
        encoded: str = super().encode(password, salt)
        return encoded


@pytest.fixture(autouse=True)
def hashed(settings: Settings) -> list[str]:
    """The passwords that were hashed."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]
    settings.SIGN_IN_RATES = {"network": (6, 3_600), "account": (4, 3_600)}
    factories.user("robin")
    CountingHasher.hashed.clear()
    return CountingHasher.hashed


def sign_in(
    client: Client, name: str = "robin", password: str = WRONG, address: str = "192.0.2.1"
) -> HttpResponse:
    return client.post("/sign-in", {"username": name, "password": password}, REMOTE_ADDR=address)


def test_too_many_names_from_one_network(hashed: list[str]) -> None:
    answers = [sign_in(Client(), f"name-{number}").status_code for number in range(25)]
    assert answers == [200] * 6 + [429] * 19
    assert len(hashed) == 6


def test_too_many_networks_for_one_name(hashed: list[str]) -> None:
    answers = [sign_in(Client(), address=f"192.0.2.{number}").status_code for number in range(25)]
    assert answers == [200] * 4 + [429] * 21
    assert len(hashed) == 4


def test_the_page_says_how_long_and_keeps_the_name() -> None:
    for _ in range(4):
        sign_in(Client())
    page = sign_in(Client(), password="robin-sails-slowly")
    assert page.status_code == 429
    assert 890 <= int(page["Retry-After"]) <= 900
    html = page.content.decode()
    assert "Try again in 15 minutes" in html
    assert len(read(html).alerts) == 1
    assert read(html).values("username") == ["robin"]
    assert "robin-sails-slowly" not in html


@pytest.mark.parametrize("kind", ["unknown", "known", "inactive", "without a password"])
def test_every_name_costs_the_same_and_gets_the_same_answer(
    hashed: list[str], kind: str, django_assert_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    if kind == "inactive":
        User.objects.update(is_active=False)
    if kind == "without a password":
        person = User.objects.get()
        person.set_unusable_password()
        person.save()
    name = "nobody" if kind == "unknown" else "robin"
    hashed.clear()
    # The network's quota, the account's, the account; whether somebody has that name, and the audit log.
    with django_assert_num_queries(5):
        answer = sign_in(Client(), name)
    assert answer.status_code == 200
    assert "Please enter a correct user name and password" in answer.content.decode()
    assert len(hashed) == 1
    answers = [sign_in(Client(), name, address=f"198.51.100.{number}").status_code for number in range(5)]
    assert answers == [200] * 3 + [429] * 2


def test_a_browser_that_was_here_before_gets_in_while_strangers_guess() -> None:
    hers = Client()
    assert sign_in(hers, password="robin-sails-slowly").status_code == 302
    hers.post("/sign-out")
    for number in range(9):
        sign_in(Client(), address=f"198.51.100.{number}")
        sign_in(Client(), f"name-{number}")
    assert sign_in(Client(), password="robin-sails-slowly").status_code == 429
    assert sign_in(hers, password="robin-sails-slowly").status_code == 302


def test_a_known_browser_is_counted_too(hashed: list[str]) -> None:
    browser = Client()
    sign_in(browser, password="robin-sails-slowly")
    browser.post("/sign-out")
    answers = [sign_in(browser).status_code for _ in range(6)]
    assert answers == [200] * 4 + [429] * 2
    assert len(hashed) == 5


def test_a_browser_is_known_for_the_account_it_signed_in_to_alone() -> None:
    factories.user("ada")
    browser = Client()
    sign_in(browser, password="robin-sails-slowly")
    browser.post("/sign-out")
    for number in range(9):
        sign_in(Client(), "ada", address=f"198.51.100.{number}")
    assert sign_in(browser, "ada", "ada-sails-slowly").status_code == 429


def test_a_cookie_that_somebody_made_up_makes_no_browser_known() -> None:
    genuine = Client()
    sign_in(genuine, password="robin-sails-slowly")
    value = genuine.cookies["known_browser"].value
    for number in range(9):
        sign_in(Client(), address=f"198.51.100.{number}")
    for forged in (value[:-1] + ("a" if value[-1] != "a" else "b"), value.partition(":")[0], "robin", ""):
        browser = Client()
        browser.cookies["known_browser"] = forged
        assert sign_in(browser, password="robin-sails-slowly").status_code == 429


def test_a_whole_class_signs_in_from_one_network() -> None:
    for number in range(10):
        factories.user(f"pupil-{number}")
        answer = sign_in(Client(), f"pupil-{number}", f"pupil-{number}-sails-slowly")
        assert answer.status_code == 302


def test_behind_a_proxy_it_is_the_client_who_counts(settings: Settings) -> None:
    settings.TRUST_PROXY = True

    def through(client: str) -> int:
        sent = {"username": "nobody-yet", "password": "wrong"}
        return Client().post("/sign-in", sent, headers={"X-Forwarded-For": client}).status_code

    for number in range(9):
        sign_in(Client(), f"name-{number}", address="127.0.0.1")
    assert through("203.0.113.9") == 200


def test_the_administration_has_no_form_of_its_own(hashed: list[str]) -> None:
    answer = Client().post("/admin/login/?next=/admin/", {"username": "robin", "password": "wrong"})
    assert (answer.status_code, answer["Location"]) == (302, "/sign-in?next=/admin/")
    assert not hashed


def test_whatever_asks_django_is_counted(hashed: list[str]) -> None:
    """A page of some library, say: it need not know that attempts are counted."""
    request = RequestFactory().post("/elsewhere")
    for _ in range(4):
        authenticate(request, username="robin", password="wrong")
    with pytest.raises(TooMuch):
        authenticate(request, username="robin", password="robin-sails-slowly")
    assert len(hashed) == 4
    assert configured.AUTHENTICATION_BACKENDS[0] == "incidents.web.accounts.metering.Metered"


def test_an_old_password_is_not_guessed_with_a_stolen_session(hashed: list[str]) -> None:
    browser = Client()
    sign_in(browser, password="robin-sails-slowly")
    hashed.clear()
    new = {"new_password1": "tides-turn-twice-a-day", "new_password2": "tides-turn-twice-a-day"}
    answers = [browser.post("/profile/password", {"old_password": f"guess-{n}", **new}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 4 + [429] * 2
    assert "Too many attempts" in answers[-1].content.decode()
    assert answers[-1]["Retry-After"]
    assert len(hashed) == 4


def test_strangers_write_nothing_to_the_log(caplog: pytest.LogCaptureFixture) -> None:
    for number in range(9):
        sign_in(Client(), f"name-{number}")
        sign_in(Client(enforce_csrf_checks=True))
    assert not caplog.records


def test_the_administration_changes_no_password_of_its_own() -> None:
    browser = Client()
    browser.force_login(
        User.objects.create_superuser("keeper"), backend="django.contrib.auth.backends.ModelBackend"
    )
    assert browser.post("/admin/password_change/")["Location"] == "/profile/password"


def test_who_is_signed_in_but_no_staff_is_told_so_by_the_administration() -> None:
    browser = Client()
    sign_in(browser, password="robin-sails-slowly")
    answer = browser.get("/admin/", follow=True)
    assert answer.status_code == 403
    assert "Only staff" in answer.content.decode()
