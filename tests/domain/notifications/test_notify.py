"""Who is told, how, and how often."""

from datetime import timedelta

import pytest

from incidents.domain.notifications import kinds, notify, preferences
from incidents.models import Notification, NotificationWay, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def person(name: str = "robin", **fields: object) -> User:
    return factories.user(name, **{"email": f"{name}@example.org"} | fields)


def tell(*people: User, **fields: object) -> None:
    notify(kinds.ROLE_CHANGED, to=people, at=NOW, **{"before": "reader", "after": "author"} | fields)


def recipients() -> list[str]:
    return sorted(Notification.objects.values_list("recipient__username", flat=True))


def test_everybody_but_who_did_it_is_told() -> None:
    robin, kim = person("robin"), person("kim")
    tell(robin, kim, actor=robin)
    assert recipients() == ["kim"]


def test_closed_accounts_and_programs_are_told_nothing() -> None:
    tell(person("closed", is_active=False), person("pipeline", is_service=True))
    assert recipients() == []


def test_what_is_for_administrators_goes_to_no_one_else() -> None:
    keeper = person("keeper", role="administrator")
    notify(kinds.QUOTA_EXHAUSTED, to=[keeper, person("robin")], at=NOW, source="network 192.0.2.7")
    assert recipients() == ["keeper"]


def test_one_key_is_told_once() -> None:
    robin = person()
    tell(robin, key="monday")
    tell(robin, key="monday", after="editor")
    assert Notification.objects.get().details == {"before": "reader", "after": "author"}


def test_a_fact_that_is_missing_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        notify(kinds.ROLE_CHANGED, to=[person()], at=NOW, before="reader")


@pytest.mark.parametrize(
    ("way", "due"),
    [
        (NotificationWay.AT_ONCE, NOW + preferences.GATHERED),
        (NotificationWay.DAILY, NOW.replace(hour=7, minute=0) + timedelta(days=1)),
        (NotificationWay.PAGE, None),
    ],
)
def test_when_it_is_mailed_follows_from_what_was_chosen(way: NotificationWay, due: object) -> None:
    robin = person()
    preferences.choose(person=robin, ways={"role.changed": way})
    tell(robin)
    assert Notification.objects.get().mail_due_at == due


def test_what_is_switched_off_is_not_told() -> None:
    robin = person()
    preferences.choose(person=robin, ways={"role.changed": NotificationWay.OFF})
    tell(robin)
    assert recipients() == []


def test_without_an_address_it_is_on_the_page_alone() -> None:
    tell(person(email=""))
    assert Notification.objects.get().mail_due_at is None


def test_security_news_is_mailed_whatever_was_chosen() -> None:
    robin = person()
    preferences.choose(person=robin, ways={"password.changed": NotificationWay.OFF})
    notify(kinds.PASSWORD_CHANGED, to=[robin], at=NOW, how="on your profile")
    assert Notification.objects.get().mail_due_at == NOW + preferences.GATHERED
    assert preferences.chosen(person=robin)["password.changed"] == NotificationWay.AT_ONCE


def test_what_was_chosen_last_holds() -> None:
    robin = person()
    for way in (NotificationWay.DAILY, NotificationWay.OFF):
        preferences.choose(person=robin, ways={"role.changed": way, "quota.exhausted": way})
    assert preferences.chosen(person=robin)["role.changed"] == NotificationWay.OFF
    assert "quota.exhausted" not in preferences.chosen(person=robin)


@pytest.mark.parametrize(("hour", "day"), [(6, 2), (7, 3), (8, 3)])
def test_the_daily_mail_goes_out_at_the_next_such_hour(hour: int, day: int) -> None:
    assert preferences.next_digest(NOW.replace(hour=hour, minute=0)) == NOW.replace(day=day, hour=7, minute=0)


def test_telling_many_costs_two_queries(django_assert_num_queries: object) -> None:
    people = [person(f"p{nth}") for nth in range(5)]
    # How they want to be told, and the rows.
    with django_assert_num_queries(2):
        tell(*people)
