"""How somebody is told: a row for each kind."""

import pytest
from django.http import HttpResponse
from django.test import Client

from incidents.domain.notifications import kinds, preferences
from incidents.models import NotificationPreference, NotificationWay, User
from tests import factories
from tests.page import read
from tests.web.administrators import browser_of

pytestmark = pytest.mark.django_db
PATH = "/profile/notifications"


@pytest.fixture
def robin() -> User:
    return factories.user("robin", email="robin@example.org")


def ticked(answer: HttpResponse) -> dict[str, str]:
    """The way that is ticked, by kind."""
    inputs = read(answer.content.decode()).all("input")
    found = [one.attributes for one in inputs if "checked" in one.attributes]
    return {one["name"]: one["value"] for one in found}


def said(browser: Client) -> str:
    return read(browser.get(PATH).content.decode()).text


def form(person: User, **changed: str) -> dict[str, str]:
    ways = preferences.chosen(person=person)
    chosen = {kind.name: str(ways[kind.name]) for kind in kinds.of(person) if not kind.is_security}
    return chosen | changed


def test_what_is_chosen_is_kept_and_shown(robin: User) -> None:
    browser = browser_of(robin)
    sent = form(robin, **{"role.changed": "daily", "team.left": "off"})
    assert browser.post(PATH, sent)["Location"] == PATH
    ways = preferences.chosen(person=robin)
    assert (ways["role.changed"], ways["team.left"]) == (NotificationWay.DAILY, NotificationWay.OFF)
    assert ticked(browser.get(PATH)) == sent


def test_security_is_there_and_cannot_be_switched_off(robin: User) -> None:
    browser = browser_of(robin)
    assert "my password is changed Mail at once. News of your account’s security cannot" in said(browser)
    browser.post(PATH, form(robin, **{"password.changed": "off"}))
    assert not NotificationPreference.objects.filter(kind="password.changed").exists()


def test_what_is_for_administrators_is_shown_to_them_alone(robin: User) -> None:
    keeper = factories.user("keeper", role="administrator")
    assert "somebody tries passwords too often" in said(browser_of(keeper))
    assert "somebody tries passwords too often" not in said(browser_of(robin))
    browser_of(robin).post(PATH, form(robin, **{"quota.exhausted": "daily"}))
    assert not NotificationPreference.objects.filter(kind="quota.exhausted").exists()


@pytest.mark.parametrize("way", ["", "shout", "at_once\0"])
def test_a_way_that_is_none_is_named_and_nothing_is_lost(robin: User, way: str) -> None:
    sent = form(robin, **{"role.changed": way, "team.left": "off"})
    answer = browser_of(robin).post(PATH, sent)
    assert answer.status_code == 400
    assert "my role is changed Choose one" in read(answer.content.decode()).text
    assert ticked(answer) == {kind: chosen for kind, chosen in sent.items() if kind != "role.changed"}
    assert not NotificationPreference.objects.exists()


def test_it_says_where_nothing_is_mailed(robin: User, settings: object) -> None:
    settings.EMAIL_HOST = ""
    assert "This site sends no mail" in said(browser_of(robin))
    settings.EMAIL_HOST = "mail.example.org"
    assert "to robin@example.org goes out" in said(browser_of(robin))
    User.objects.update(email="")
    assert "has no e-mail address, so nothing is mailed" in said(browser_of(User.objects.get()))
