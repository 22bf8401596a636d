"""People are reminded of an action once before it is due and once after."""

from datetime import date, datetime, timedelta

import pytest

from incidents.domain import actions
from incidents.domain.actions import reminding
from incidents.domain.notifications import reading
from incidents.models import Incident, OutgoingMail, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 12)


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def kim() -> User:
    return factories.user("kim", email="kim@example.org")


@pytest.fixture
def incident(author: User) -> Incident:
    return factories.saved(author=author, origin="person").incident


def told(person: User) -> list[str]:
    found = reading.page(person=person, only_unread=False, before=0, number=50)
    return [item.sentence for item in found.items if "gave you" not in item.sentence]


def on(day: int) -> datetime:
    return NOW.replace(day=day)


def test_the_owner_before_and_the_owner_of_the_story_after_too(
    incident: Incident, author: User, kim: User
) -> None:
    factories.action(incident, author, owner="kim", due=DUE)
    reminding.remind(now=on(8))
    assert told(kim) == []
    for day in (9, 10, 12):
        reminding.remind(now=on(day))
    assert told(kim) == ["Action 1 of KF-900 is due on 12 March 2026."]
    assert told(author) == []
    for day in (13, 14, 20):
        reminding.remind(now=on(day))
    overdue = "Action 1 of KF-900 was due on 12 March 2026, and is neither done nor dropped."
    assert told(kim)[0] == overdue
    assert len(told(kim)) == 2
    assert told(author) == [overdue]


def test_nobody_of_what_is_closed_and_all_anew_of_another_date(
    incident: Incident, author: User, kim: User
) -> None:
    item = factories.action(incident, author, owner="kim", due=DUE)
    reminding.remind(now=on(10))
    values = actions.ActionValues(title="x", owner="kim", due=date(2026, 3, 20))
    item = actions.change(item=item, values=values, based_on=1, actor=author, now=on(11))
    reminding.remind(now=on(18))
    assert told(kim) == [
        "Action 1 of KF-900 is due on 20 March 2026.",
        "Action 1 of KF-900 is due on 12 March 2026.",
    ]
    actions.drop(item=item, reason="No use.", based_on=2, actor=kim, now=on(19))
    reminding.remind(now=on(25))
    assert len(told(kim)) == 2


def test_the_owner_of_the_story_where_the_owner_of_the_action_left(
    incident: Incident, author: User, kim: User
) -> None:
    factories.action(incident, author, owner="kim")
    User.objects.filter(pk=kim.pk).update(is_active=False)
    for _ in range(2):
        reminding.remind(now=on(10))
    (said,) = told(author)
    assert said.startswith("Action 1 of KF-900 needs another owner")
    assert not OutgoingMail.objects.exists()


def test_whoever_may_not_read_the_story_any_more_is_told_nothing(
    incident: Incident, author: User, kim: User
) -> None:
    factories.action(incident, author, owner="kim", due=DUE)
    Incident.objects.filter(pk=incident.pk).update(visibility="people")
    reminding.remind(now=on(10))
    assert told(kim) == []
    assert any("needs another owner" in said for said in told(author))


def test_what_was_due_long_ago_is_not_told_by_a_worker_that_comes_back(
    incident: Incident, author: User
) -> None:
    factories.action(incident, author, due=DUE)
    reminding.remind(now=NOW + timedelta(days=60))
    assert told(author) == []
