"""What the provider, or somebody who plays it, gets wrong."""

import time
from io import StringIO

import jwt
import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from incidents.domain.single_sign_on import fetching, refusing
from incidents.domain.single_sign_on import provider as remembered
from incidents.models import AuditEntry, User
from tests import openid_provider
from tests.openid_provider import KEYS


def is_refused(browser: Client) -> bool:
    return not User.objects.exists() and browser.get("/profile/sessions").status_code == 302


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://elsewhere.example"}, "token"),
        ({"aud": "another-client"}, "token"),
        ({"aud": ["soundings", "another-client"]}, "token"),
        ({"aud": ["soundings", "another-client"], "azp": "another-client"}, "token"),
        ({"nonce": "another"}, "token"),
        ({"nonce": None}, "token"),
        ({"sub": ""}, "token"),
        ({"sub": None}, "token"),
        ({"exp": None}, "token"),
        ({"iat": None}, "token"),
        ({"exp": 10}, "clock"),
        ({"iat": time.time() + 86_400}, "clock"),
        ({"nbf": time.time() + 86_400}, "clock"),
        ({"_claim_names": {"groups": "src1"}}, "groups"),
    ],
)
def test_a_token_that_does_not_hold(enter, provider, claims, reason):
    provider.claims = claims
    browser = Client()
    assert enter(browser).status_code == 403
    assert is_refused(browser)
    assert AuditEntry.objects.get().details["reason"] == reason


@pytest.mark.parametrize("seconds", [-30, 30])
def test_clocks_may_differ_a_little(enter, provider, seconds):
    now = time.time()
    provider.claims = {"iat": now + seconds, "exp": now + seconds + 1}
    assert enter(Client()).status_code == 302


def test_several_audiences_with_this_site_as_the_party(enter, provider):
    provider.claims = {"aud": ["soundings", "another"], "azp": "soundings"}
    assert enter(Client()).status_code == 302


def forged(provider, algorithm, key, **headers):
    said = jwt.decode(provider.token("any"), options={"verify_signature": False})
    return jwt.encode(said, key, algorithm=algorithm, headers=headers)


@pytest.mark.parametrize("kind", ["none", "HS256", "somebody else's key", "no token"])
def test_a_signature_that_is_none(enter, provider, kind):
    secret = str(openid_provider.public(0)["n"])
    provider.forged = {
        "none": lambda: forged(provider, "none", None, kid="key-0"),
        "HS256": lambda: forged(provider, "HS256", secret, kid="key-0"),
        "somebody else's key": lambda: forged(provider, "RS256", KEYS[1], kid="key-0"),
        "no token": lambda: "a.b.c",
    }[kind]()
    browser = Client()
    assert enter(browser).status_code == 403
    assert is_refused(browser)


def test_a_new_key_is_asked_for_once_a_minute_at_most(enter, provider, monkeypatch):
    enter(Client())
    provider.published, provider.signs_with = [1], 1
    assert enter(Client()).status_code == 403
    assert provider.requests.count("/keys") == 1
    monkeypatch.setattr(remembered, "KEYS_AGAIN", remembered.KEYS_AGAIN * 0)
    assert enter(Client()).status_code == 302
    assert provider.requests.count("/keys") == 2


def test_an_answer_is_taken_once(enter, provider):
    browser = Client()
    code, state = provider.code(browser.get("/sign-in/provider")["Location"])
    sent = {"code": code, "state": state}
    assert browser.get("/sign-in/provider/answer", sent).status_code == 302
    browser.post("/sign-out")
    assert browser.get("/sign-in/provider/answer", sent).status_code == 400
    assert Client().get("/sign-in/provider/answer", sent).status_code == 400


def test_an_answer_of_another_browser_signs_nobody_in(provider, site):
    code, state = provider.code(Client().get("/sign-in/provider")["Location"])
    victim = Client()
    victim.get("/sign-in/provider")
    assert victim.get("/sign-in/provider/answer", {"code": code, "state": state}).status_code == 400
    assert is_refused(victim)


def test_a_code_of_another_attempt_is_refused(provider, site):
    stolen, _ = provider.code(Client().get("/sign-in/provider")["Location"])
    browser = Client()
    _, state = provider.code(browser.get("/sign-in/provider")["Location"])
    assert browser.get("/sign-in/provider/answer", {"code": stolen, "state": state}).status_code == 502
    assert is_refused(browser)


def test_an_answer_that_comes_from_another_provider(enter):
    assert enter(Client(), iss="https://elsewhere.example").status_code == 403
    assert not User.objects.exists()


def test_the_provider_refuses_somebody_and_its_words_are_not_shown(enter, caplog):
    answer = enter(Client(), error="access_denied", error_description="<script>no")
    assert answer.status_code == 403
    assert "script>no" not in answer.content.decode()
    assert "access_denied" in caplog.text


def test_a_provider_that_is_slow(enter, provider, monkeypatch):
    monkeypatch.setattr(fetching, "WHOLE", 0.2)
    provider.pause = 2
    assert Client().get("/sign-in/provider").status_code == 502


def test_a_provider_whose_answer_comes_byte_by_byte(enter, provider, monkeypatch):
    monkeypatch.setattr(fetching, "WHOLE", 0.3)
    provider.drips = True
    assert Client().get("/sign-in/provider").status_code == 502
    assert provider.dripped < openid_provider.DROPS, "The whole head was waited for."


def test_a_provider_that_is_down(provider, site, caplog):
    with openid_provider.running() as other:
        provider.address = other.address
    site()
    answer = Client().get("/sign-in/provider")
    assert answer.status_code == 502
    assert "could not be reached" in answer.content.decode()
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_an_answer_that_is_huge_or_leads_elsewhere(enter, provider):
    provider.padding = fetching.LARGEST
    assert enter(Client()).status_code == 502
    provider.padding = 0
    provider.redirects = True
    remembered.forget()
    assert Client().get("/sign-in/provider").status_code == 502


def test_a_provider_that_is_somebody_else(provider, site):
    provider.calls_itself = "https://elsewhere.example"
    answer = Client().get("/sign-in/provider")
    assert answer.status_code == 502
    assert "another address" in answer.content.decode()


@pytest.mark.parametrize("value", ["file:///etc/passwd", "http://192.0.2.1/token", 5])
def test_an_endpoint_that_is_not_asked(provider, site, value):
    provider.discovery = {"token_endpoint": value}
    assert Client().get("/sign-in/provider").status_code == 502


def test_attempts_are_metered(enter, settings, provider):
    settings.SIGN_IN_RATES = {"network": (2, 3_600), "account": (99, 3_600)}
    for _ in range(3):
        assert enter(Client()).status_code == 302
    provider.claims = {"nonce": "another"}
    assert [enter(Client()).status_code for _ in range(3)] == [403, 403, 429]


def test_nobody_fills_the_audit_log_with_answers_that_cost_nothing(enter, monkeypatch):
    monkeypatch.setattr(refusing, "RECORDED", (3, 3_600))
    browser = Client()
    assert {enter(browser, error="access_denied").status_code for _ in range(5)} == {403}
    assert AuditEntry.objects.count() == 3


def test_the_check_says_line_by_line_what_is_right_and_wrong(provider, site):
    said = StringIO()
    call_command("check_single_sign_on", stdout=said)
    assert "/sign-in/provider/answer" in said.getvalue()
    assert "ok    Keys: 1 that tokens may be signed with." in said.getvalue()
    provider.published = []
    with pytest.raises(CommandError, match=r"Wrong: 1\."):
        call_command("check_single_sign_on", stdout=said)
    assert "WRONG Keys: none of RSA or EC" in said.getvalue()


def test_the_check_without_a_provider():
    with pytest.raises(CommandError, match="No provider is configured"):
        call_command("check_single_sign_on")
