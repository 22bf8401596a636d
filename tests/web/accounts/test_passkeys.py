"""Passkeys, and what is refused of them. A real browser goes the way of people in tests/browser."""

import html
import json
import re
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from incidents.models import AuditEntry, User
from tests import factories
from tests.web.accounts.authenticator import PRESENT, SoftPasskey

pytestmark = pytest.mark.django_db

PASSWORD = "robin-sails-slowly"
FACTORS = "/profile/second-factor"
SIGN_IN = "/sign-in/passkey"


def options_on(browser: Client, path: str) -> dict[str, Any]:
    found = re.search(r'data-options="([^"]*)"', browser.get(path).content.decode())
    assert found
    options: dict[str, Any] = json.loads(html.unescape(found[1]))
    return options


def with_password() -> Client:
    browser = Client()
    browser.post("/sign-in", {"username": "robin", "password": PASSWORD})
    return browser


def confirmed() -> Client:
    browser = with_password()
    browser.post("/profile/confirm", {"password": PASSWORD})
    return browser


def add(browser: Client, passkey: SoftPasskey, name: str = "Phone") -> Any:
    sent = passkey.make(options_on(browser, f"{FACTORS}/passkeys/new"))
    return browser.post(f"{FACTORS}/passkeys/new", {"name": name, "credential": sent})


def with_passkey(passkey: SoftPasskey, **how: int) -> Client:
    browser = Client()
    options = browser.get(SIGN_IN).json()
    browser.post(SIGN_IN, {"credential": passkey.show(options, **how)})
    return browser


def is_signed_in(browser: Client) -> bool:
    return browser.get("/profile").status_code == 200


@pytest.fixture(autouse=True)
def robin() -> User:
    cache.clear()
    return factories.user("robin")


@pytest.fixture
def passkey() -> SoftPasskey:
    made = SoftPasskey()
    assert add(confirmed(), made)["Location"] == f"{FACTORS}/codes"
    return made


def test_a_passkey_is_enough(passkey: SoftPasskey) -> None:
    assert is_signed_in(with_passkey(passkey))
    last = AuditEntry.objects.filter(action="account.signed.in").latest("pk")
    assert last.details == {"by": ["webauthn"]}
    kinds = AuditEntry.objects.filter(action="factor.added").values_list("details__kind", flat=True)
    assert "passkey" in kinds


def test_a_password_asks_for_it(passkey: SoftPasskey) -> None:
    browser = with_password()
    assert not is_signed_in(browser)
    shown = passkey.show(options_on(browser, "/sign-in/code"))
    browser.post("/sign-in/code", {"credential": shown})
    assert is_signed_in(browser)


def test_it_confirms_a_change(passkey: SoftPasskey) -> None:
    browser = with_passkey(passkey)
    path = "/profile/confirm/passkey"
    shown = passkey.show(options_on(browser, path))
    assert browser.post(path, {"credential": shown}).status_code == 302


def test_it_is_renamed_and_removed(passkey: SoftPasskey) -> None:
    browser = confirmed_with(passkey)
    key = Authenticator.objects.get(type="webauthn").pk
    assert browser.post(f"{FACTORS}/passkeys/{key}/name", {"name": "Blue key"})["Location"] == FACTORS
    assert "Blue key" in browser.get(FACTORS).content.decode()
    assert browser.post(f"{FACTORS}/passkeys/{key}/name", {"name": "n" * 61}).status_code == 200
    assert browser.post(f"{FACTORS}/passkeys/{key}/remove")["Location"] == FACTORS
    assert not Authenticator.objects.exists()
    assert not is_signed_in(with_passkey(passkey))


def confirmed_with(passkey: SoftPasskey) -> Client:
    browser = with_passkey(passkey)
    browser.post("/profile/confirm", {"password": PASSWORD})
    return browser


def test_that_of_somebody_else_is_left_alone(passkey: SoftPasskey) -> None:
    factories.user("wendy")
    browser = Client()
    browser.post("/sign-in", {"username": "wendy", "password": "wendy-sails-slowly"})
    browser.post("/profile/confirm", {"password": "wendy-sails-slowly"})
    key = Authenticator.objects.get(type="webauthn").pk
    for what in ("name", "remove"):
        assert browser.post(f"{FACTORS}/passkeys/{key}/{what}", {"name": "Mine"}).status_code == 404
    assert is_signed_in(with_passkey(passkey))


@pytest.mark.parametrize(
    ("site", "origin"),
    [
        ("testserver", "https://evil.example"),
        ("evil.example", "https://evil.example"),
        ("testserver", "http://testserver"),
    ],
)
def test_one_of_another_site_is_refused(passkey: SoftPasskey, site: str, origin: str) -> None:
    passkey.site, passkey.origin = site, origin
    assert not is_signed_in(with_passkey(passkey))


def test_another_site_adds_none() -> None:
    page = add(confirmed(), SoftPasskey(origin="https://evil.example"))
    assert page.status_code == 200
    assert "was not accepted" in page.content.decode()
    assert not Authenticator.objects.exists()


def test_a_copied_passkey_is_refused(passkey: SoftPasskey) -> None:
    assert is_signed_in(with_passkey(passkey, counter=7))
    for counter in (7, 6, 0):
        assert not is_signed_in(with_passkey(passkey, counter=counter))
    assert AuditEntry.objects.filter(action="factor.copied", target="robin").count() == 3
    assert is_signed_in(with_passkey(passkey, counter=8))


def test_without_asking_its_owner_it_replaces_no_password(passkey: SoftPasskey) -> None:
    assert not is_signed_in(with_passkey(passkey, flags=PRESENT))


def test_an_answer_is_good_once(passkey: SoftPasskey) -> None:
    browser = Client()
    shown = passkey.show(browser.get(SIGN_IN).json())
    browser.post(SIGN_IN, {"credential": shown})
    thief = Client()
    thief.get(SIGN_IN)
    thief.post(SIGN_IN, {"credential": shown})
    assert not is_signed_in(thief)


def test_a_closed_account_stays_closed(passkey: SoftPasskey, robin: User) -> None:
    User.objects.filter(pk=robin.pk).update(is_active=False)
    assert not is_signed_in(with_passkey(passkey))


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "[]",
        "null",
        "{",
        '"text"',
        "{}",
        '{"id": "AA", "rawId": "AA", "type": "public-key", "response": {}}',
        '{"response": {"userHandle": "ffff"}}',
        '{"id": "AA", "rawId": "AA", "response": {"clientDataJSON": "e30", "authenticatorData": "AA"}}',
    ],
)
def test_what_no_browser_sends(passkey: SoftPasskey, sent: str) -> None:
    browser = Client()
    browser.get(SIGN_IN)
    assert browser.post(SIGN_IN, {"credential": sent})["Location"] == "/sign-in"
    signed_in = with_password()
    signed_in.get("/sign-in/code")
    assert signed_in.post("/sign-in/code", {"credential": sent}).status_code == 200
    other = confirmed_with(passkey)
    other.get(f"{FACTORS}/passkeys/new")
    assert other.post(f"{FACTORS}/passkeys/new", {"name": "", "credential": sent}).status_code == 200


def test_beginning_is_counted_by_network(passkey: SoftPasskey, settings: Settings) -> None:
    settings.SIGN_IN_RATES = settings.SIGN_IN_RATES | {"network": (2, 3_600)}
    for _ in range(3):
        assert is_signed_in(with_passkey(passkey))
    for _ in range(2):
        Client().get(SIGN_IN)
    refused = Client().get(SIGN_IN)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Too many attempts" in refused.json()["message"]


def test_a_lost_one_is_taken_off(passkey: SoftPasskey) -> None:
    call_command("remove_factor", "robin", stdout=StringIO())
    assert not Authenticator.objects.exists()
    assert is_signed_in(with_password())
