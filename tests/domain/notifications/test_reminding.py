"""Of what comes near or is lost, people are told once."""

from datetime import timedelta

import pytest

from incidents.domain import mail
from incidents.domain.notifications import reading, reminding
from incidents.domain.people import tokens
from incidents.models import OutgoingMail, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return factories.user("keeper", role="administrator")


def told(person: User) -> list[str]:
    page = reading.page(person=person, only_unread=True, before=0, number=50)
    return [item.sentence for item in page.items]


def test_the_owner_of_a_token_a_week_before_it_expires(keeper: User) -> None:
    robin = factories.user()
    token = factories.token(robin, days=90).token
    reminding.remind(now=NOW + timedelta(days=82))
    assert told(robin) == []
    for days in (83, 84, 85):
        reminding.remind(now=NOW + timedelta(days=days))
    assert told(robin) == [f"Your token “Pipeline” ({token.prefix}…) expires on 31 May 2026."]
    assert told(keeper) == []


def test_administrators_where_a_program_has_it(keeper: User) -> None:
    program = factories.user("nightly", is_service=True)
    token = factories.token(program, days=90).token
    reminding.remind(now=NOW + timedelta(days=85))
    said = f"The token “Pipeline” ({token.prefix}…) of the service account nightly expires on 31 May 2026."
    assert told(keeper) == [said]
    page = reading.page(person=keeper, only_unread=True, before=0, number=1)
    assert page.items[0].path == f"/people/services/{program.pk}"


def test_nobody_of_a_token_that_is_short_revoked_or_of_a_closed_account() -> None:
    robin, kim = factories.user("robin"), factories.user("kim")
    factories.token(robin, days=7, seed=1)
    revoked = factories.token(robin, days=30, seed=2).token
    tokens.revoke(token=revoked, actor=robin, now=NOW)
    factories.token(kim, days=30, seed=3)
    User.objects.filter(pk=kim.pk).update(is_active=False)
    reminding.remind(now=NOW + timedelta(days=6))
    reminding.remind(now=NOW + timedelta(days=25))
    assert told(robin) == []
    assert told(kim) == []


def lost(**fields: object) -> None:
    row = mail.post(recipient="robin@example.org", subject="Your link", text="abc", now=NOW)
    ended = {"next_try_at": None, "text": "", "tries": 3}
    OutgoingMail.objects.filter(pk=row.pk).update(**ended | fields)


def test_administrators_of_mails_that_are_lost_once_for_each_day(keeper: User) -> None:
    reminding.remind(now=NOW)
    assert told(keeper) == []
    lost()
    lost(refused=True)
    lost(sent_at=NOW)
    lost(tries=0)
    for hours in (1, 2, 30):
        reminding.remind(now=NOW + timedelta(hours=hours))
    assert told(keeper) == ["Mails of 2 March 2026 could not be delivered. Number of mails so far: 2."]
    reminding.remind(now=NOW + timedelta(days=20))
    assert len(told(keeper)) == 1


def test_news_that_was_read_long_ago_is_deleted(keeper: User) -> None:
    lost()
    reminding.remind(now=NOW)
    assert reading.forget(days=30, now=NOW + timedelta(days=100)) == 0
    reading.mark_all(person=keeper, up_to=2**60, now=NOW)
    assert reading.forget(days=0, now=NOW + timedelta(days=100)) == 0
    assert reading.forget(days=100, now=NOW + timedelta(days=100)) == 0
    assert reading.forget(days=99, now=NOW + timedelta(days=100)) == 1
