"""The link in a mail, opened by a person or asked by a program."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.domain.notifications import kinds, preferences, unsubscribing
from incidents.models import NotificationWay, User
from tests import factories
from tests.page import read

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin")


def path(person: User, days: int = 0) -> str:
    now = timezone.now() - timedelta(days=days)
    link = unsubscribing.link(person=person, about=[kinds.ROLE_CHANGED], now=now)
    return link.removeprefix("http://localhost:8000")


def way(person: User) -> NotificationWay:
    return preferences.chosen(person=person)["role.changed"]


def test_opening_it_changes_nothing_and_the_button_does(robin: User, settings: object) -> None:
    settings.PUBLIC_READING = False
    browser = Client(enforce_csrf_checks=True)
    shown = browser.get(path(robin))
    assert shown.status_code == 200
    assert "my role is changed" in read(shown.content.decode()).text
    assert way(robin) == NotificationWay.AT_ONCE
    done = browser.post(path(robin), {})
    assert "You are not mailed any more when" in read(done.content.decode()).text
    assert way(robin) == NotificationWay.PAGE


def test_a_program_posts_as_the_standard_says(robin: User) -> None:
    posted = Client(enforce_csrf_checks=True).post(path(robin), {"List-Unsubscribe": "One-Click"})
    assert posted.status_code == 200
    assert way(robin) == NotificationWay.PAGE


def test_an_old_link_says_so(robin: User) -> None:
    answer = Client().post(path(robin, days=61))
    assert answer.status_code == 410
    assert "This link has expired" in answer.content.decode()
    assert way(robin) == NotificationWay.AT_ONCE


def test_a_made_up_link_is_no_page(robin: User) -> None:
    assert Client().get("/news/off/made-up").status_code == 404
    assert Client().post(path(robin)[:-1]).status_code == 404


def test_it_signs_nobody_in_and_is_kept_nowhere(robin: User) -> None:
    answer = Client().post(path(robin))
    assert "sessionid" not in answer.cookies
    assert "no-store" in answer["Cache-Control"]
