"""A second factor: codes of an app, and recovery codes."""

import re
import time
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from incidents.models import AuditEntry, Notification, User
from tests import factories

pytestmark = pytest.mark.django_db

PASSWORD = "robin-sails-slowly"
FACTORS = "/profile/second-factor"


def code(secret: str, steps: int = 0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture(autouse=True)
def robin() -> None:
    cache.clear()
    factories.user("robin")


def with_password() -> Client:
    browser = Client()
    browser.post("/sign-in", {"username": "robin", "password": PASSWORD})
    return browser


def confirmed() -> Client:
    browser = with_password()
    browser.post("/profile/confirm", {"password": PASSWORD})
    return browser


def secret_of(browser: Client) -> str:
    found = re.search(r"<code>([A-Z2-7]{32})</code>", browser.get(f"{FACTORS}/app").content.decode())
    assert found
    return found[1]


def added() -> tuple[Client, str]:
    browser = confirmed()
    secret = secret_of(browser)
    assert browser.post(f"{FACTORS}/app", {"code": code(secret)}).status_code == 302
    return browser, secret


def codes_of(browser: Client) -> list[str]:
    return re.findall(r"<code>(\d{10})</code>", browser.get(f"{FACTORS}/codes").content.decode())


def is_signed_in(browser: Client) -> bool:
    return browser.get("/profile").status_code == 200


def test_signing_in_asks_for_a_code() -> None:
    _, secret = added()
    browser = with_password()
    assert not is_signed_in(browser)
    browser.post("/sign-in/code", {"code": code(secret)})
    assert is_signed_in(browser)
    last = AuditEntry.objects.filter(action="account.signed.in").latest("pk")
    assert last.details == {"by": ["password", "totp"]}


def test_whoever_has_no_code_begins_again() -> None:
    added()
    browser = with_password()
    assert browser.get("/sign-in")["Location"] == "/sign-in/code"
    browser.post("/sign-out")
    assert browser.get("/sign-in").status_code == 200


def test_a_code_works_once() -> None:
    _, secret = added()
    used = code(secret)
    with_password().post("/sign-in/code", {"code": used})
    browser = with_password()
    assert "does not fit" in browser.post("/sign-in/code", {"code": used}).content.decode()
    assert not is_signed_in(browser)


def test_a_recovery_code_works_once() -> None:
    first = codes_of(added()[0])
    assert len(first) == 10
    for expected in (True, False):
        browser = with_password()
        browser.post("/sign-in/code", {"code": first[0]})
        assert is_signed_in(browser) == expected


def test_new_recovery_codes_end_the_old_ones() -> None:
    browser, _ = added()
    old = codes_of(browser)
    browser.post(f"{FACTORS}/codes/new")
    assert not set(old) & set(codes_of(browser))


def test_codes_are_not_guessed(settings: Settings) -> None:
    _, secret = added()
    settings.SIGN_IN_RATES = {"network": (99, 3_600), "account": (3, 3_600)}
    browser = with_password()
    for _ in range(3):
        browser.post("/sign-in/code", {"code": "000000"})
    refused = browser.post("/sign-in/code", {"code": code(secret)})
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) > 0
    assert "Too many attempts" in refused.content.decode()
    assert f'value="{code(secret)}"' in refused.content.decode()
    assert not is_signed_in(browser)


@pytest.mark.parametrize("path", ["app", "app/remove", "codes/new"])
def test_changes_ask_who_it_is_first(path: str) -> None:
    browser, _ = added()
    stolen = Client()
    stolen.force_login(
        browser.get("/profile").wsgi_request.user, backend="django.contrib.auth.backends.ModelBackend"
    )
    for answer in (stolen.get(f"{FACTORS}/{path}"), stolen.post(f"{FACTORS}/{path}")):
        assert answer.status_code == 302
        assert answer["Location"].startswith(("/profile/confirm?", f"{FACTORS}/app/remove"))


def test_codes_are_shown_after_a_confirmation_alone() -> None:
    added()
    browser = Client()
    person = User.objects.get(username="robin")
    browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert browser.get(f"{FACTORS}/codes")["Location"].startswith("/profile/confirm?")


def test_removing_the_app() -> None:
    browser, _ = added()
    browser.post(f"{FACTORS}/app/remove")
    assert is_signed_in(with_password())
    actions = AuditEntry.objects.filter(action__startswith="factor").order_by("pk")
    assert list(actions.values_list("action", "target")) == [
        ("factor.added", "robin"),
        ("factor.removed", "robin"),
    ]


def test_a_lost_factor_is_taken_off_from_the_terminal() -> None:
    browser, _ = added()
    said = StringIO()
    call_command("remove_factor", "robin", stdout=said)
    assert "password alone" in said.getvalue()
    assert not is_signed_in(browser)
    assert is_signed_in(with_password())
    assert AuditEntry.objects.get(action="factor.removed").details == {"kinds": ["recovery_codes", "totp"]}


def test_the_secret_is_not_in_the_audit_log() -> None:
    browser, secret = added()
    told = str(list(AuditEntry.objects.values_list("details", "target")))
    assert secret not in told
    assert codes_of(browser)[0] not in told


@pytest.mark.parametrize("path", ["/profile/confirm", "/profile/confirm/code", f"{FACTORS}/app"])
def test_a_stolen_session_guesses_nothing(settings: Settings, path: str) -> None:
    browser, _ = added() if path.endswith("code") else (confirmed(), "")
    settings.SIGN_IN_RATES = {"network": (99, 3_600), "account": (2, 3_600)}
    guesses = [browser.post(path, {"password": f"guess-{nth}", "code": "000000"}) for nth in range(4)]
    assert [guess.status_code for guess in guesses] == [200, 200, 429, 429]
    assert int(guesses[-1]["Retry-After"]) > 0
    assert "Too many attempts" in guesses[-1].content.decode()


def test_no_secret_is_in_the_table() -> None:
    browser, secret = added()
    codes = codes_of(browser)
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert secret not in kept
    assert not [one for one in codes if one in kept]
    assert {
        one["seed"][:5] for one in Authenticator.objects.values_list("data", flat=True) if "seed" in one
    } == {"gAAAA"}


def test_a_key_that_is_gone_is_said(settings: Settings) -> None:
    _, secret = added()
    settings.SECRET_KEY = "another-key-of-the-site-" * 3
    browser = with_password()
    page = browser.post("/sign-in/code", {"code": code(secret)})
    assert page.status_code == 200
    assert "the key of this site was changed" in page.content.decode()


def refusals() -> list[dict[str, str]]:
    entries = AuditEntry.objects.filter(action="account.refused", target="robin").order_by("pk")
    return [entry.details for entry in entries]


def test_a_wrong_code_and_a_wrong_confirmation_are_in_the_audit_log() -> None:
    browser, _ = added()
    guessing = with_password()
    guessing.post("/sign-in/code", {"code": ""})
    guessing.post("/sign-in/code", {"code": "000000"})
    guessing.post("/sign-in/code", {"credential": "{}"})
    browser.post("/profile/confirm", {"password": "wrong"})
    browser.post("/profile/confirm/code", {"code": "000000"})
    browser.post("/profile/password", {"old_password": "wrong"})
    ways = ["code", "passkey", "confirmation", "confirmation", "confirmation"]
    assert refusals() == [{"by": way} for way in ways]


def test_administrators_are_told_that_codes_are_guessed(settings: Settings) -> None:
    keeper = factories.user("keeper", role="administrator")
    added()
    guessing = with_password()
    settings.SIGN_IN_RATES = {"network": None, "account": (1, 3_600)}
    for _ in range(3):
        guessing.post("/sign-in/code", {"code": "000000"})
    assert len(refusals()) == 1
    assert AuditEntry.objects.get(action="quota.exhausted").target == "robin"
    assert Notification.objects.get(recipient=keeper).details == {"source": "robin"}
