"""The browsers in which somebody is signed in, and how long they stay so."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from incidents.models import AuditEntry, Session
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
SAFARI = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Safari/604.1"
)


@pytest.fixture(autouse=True)
def robin() -> None:
    factories.user("robin")


def signed_in(agent: str = FIREFOX, name: str = "robin", address: str = "192.0.2.7") -> Client:
    browser = Client(headers={"user-agent": agent}, REMOTE_ADDR=address)
    sent = {"username": name, "password": f"{name}-sails-slowly"}
    assert browser.post("/sign-in", sent).status_code == 302
    return browser


def shown(browser: Client) -> str:
    return browser.get("/profile/sessions").content.decode()


def handles(browser: Client) -> list[str]:
    return read(shown(browser)).values("session")


def is_signed_in(browser: Client) -> bool:
    return browser.get("/profile").status_code == 200


def test_the_list_says_where() -> None:
    signed_in(SAFARI, address="198.51.100.3")
    html = shown(signed_in())
    assert "Firefox on Linux" in html
    assert "Safari on iPhone" in html
    assert "From 198.51.100.3." in html
    assert html.count("this browser") == 1


def test_ending_one() -> None:
    here, elsewhere, third = signed_in(), signed_in(SAFARI), signed_in(SAFARI)
    key = elsewhere.cookies["sessionid"].value
    handle = Session.objects.get(session_key=key).handle
    assert handle in handles(here)
    assert key not in shown(here)
    here.post("/profile/sessions", {"session": handle})
    assert [is_signed_in(browser) for browser in (here, elsewhere, third)] == [True, False, True]
    assert AuditEntry.objects.get(action="session.ended").target == "robin"


def test_ending_all_others() -> None:
    here, others = signed_in(), [signed_in(), signed_in(SAFARI)]
    here.post("/profile/sessions")
    assert is_signed_in(here)
    assert not any(is_signed_in(browser) for browser in others)
    assert AuditEntry.objects.get(action="session.ended").details == {"number": 2}


def test_sessions_of_others_are_neither_seen_nor_ended() -> None:
    factories.user("ada")
    hers, his = signed_in(name="ada"), signed_in()
    handle = Session.objects.get(session_key=hers.cookies["sessionid"].value).handle
    assert handle not in shown(his)
    his.post("/profile/sessions", {"session": handle})
    his.post("/profile/sessions")
    assert is_signed_in(hers)


def test_a_copied_cookie_is_dead_after_signing_out() -> None:
    browser, thief = signed_in(), Client()
    thief.cookies["sessionid"] = browser.cookies["sessionid"].value
    assert is_signed_in(thief)
    browser.post("/sign-out")
    assert not is_signed_in(thief)


def moved(**back: timedelta) -> None:
    session = Session.objects.get()
    for field, by in back.items():
        setattr(session, field, getattr(session, field) - by)
    session.save()


def test_a_session_that_is_not_used_ends(settings: Settings) -> None:
    settings.SESSION_IDLE = timedelta(hours=2)
    browser = signed_in()
    moved(used_at=timedelta(hours=1, minutes=59), expire_date=timedelta(hours=1, minutes=59))
    assert is_signed_in(browser)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(hours=1, minutes=58)
    moved(expire_date=timedelta(hours=2, minutes=1), began_at=timedelta(hours=3))
    assert not is_signed_in(browser)


def test_a_session_ends_at_a_certain_age_however_much_it_is_used(settings: Settings) -> None:
    settings.SESSION_ABSOLUTE = timedelta(hours=9)
    browser = signed_in()
    moved(began_at=timedelta(hours=8), used_at=timedelta(minutes=5))
    assert is_signed_in(browser)
    left = Session.objects.get().expire_date - timezone.now()
    assert timedelta(minutes=59) < left <= timedelta(hours=1)


def test_use_is_noted_once_a_minute() -> None:
    browser = signed_in()
    before = Session.objects.get().used_at
    browser.get("/profile")
    assert Session.objects.get().used_at == before
    moved(used_at=timedelta(minutes=2))
    browser.get("/profile", REMOTE_ADDR="203.0.113.4")
    session = Session.objects.get()
    assert session.used_at > before
    assert session.address == "203.0.113.4"
