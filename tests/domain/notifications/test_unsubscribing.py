"""Links that end mails: whose, of which kinds, and for how long."""

import pytest
from django.core.signing import Signer

from incidents.domain.notifications import NotificationKind, kinds, preferences, unsubscribing
from incidents.models import NotificationWay, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def signed(person: User, *about: NotificationKind) -> str:
    link = unsubscribing.link(person=person, about=about or (kinds.ROLE_CHANGED,), now=NOW)
    return link.rpartition("/")[2]


def test_it_says_whose_and_which_and_until_when() -> None:
    robin = factories.user()
    found = unsubscribing.read(signed=signed(robin, kinds.ROLE_CHANGED, kinds.PASSWORD_CHANGED))
    assert found is not None
    assert (found.person, found.kinds) == (robin, (kinds.ROLE_CHANGED,))
    assert found.until == NOW + unsubscribing.LIFETIME


def test_the_mails_end_and_the_news_goes_on() -> None:
    robin = factories.user()
    preferences.choose(person=robin, ways={"team.left": NotificationWay.OFF})
    found = unsubscribing.read(signed=signed(robin, kinds.ROLE_CHANGED, kinds.TEAM_LEFT))
    assert found is not None
    for _ in range(2):
        unsubscribing.end_mails(of=found)
    ways = preferences.chosen(person=robin)
    assert ways["role.changed"] == NotificationWay.PAGE
    assert ways["team.left"] == NotificationWay.OFF
    assert ways["team.joined"] == NotificationWay.AT_ONCE


@pytest.mark.parametrize("spoil", [str.upper, lambda text: text[:-1], lambda text: "x" + text, lambda _: "x"])
def test_what_was_changed_is_nothing(spoil: object) -> None:
    assert unsubscribing.read(signed=spoil(signed(factories.user()))) is None


def test_what_was_signed_for_something_else_is_nothing() -> None:
    robin = factories.user()
    other = Signer(salt="elsewhere").sign_object({"person": robin.pk, "kinds": [], "until": 2**40})
    assert unsubscribing.read(signed=other) is None


def test_a_closed_account_has_no_links() -> None:
    link = signed(factories.user(is_active=False))
    assert unsubscribing.read(signed=link) is None
