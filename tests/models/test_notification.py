import pytest

from incidents.domain import mail
from incidents.models import Notification, NotificationPreference, User
from tests import factories
from tests.factories import NOW
from tests.models.refusal import refused_by

pytestmark = pytest.mark.django_db


def told(person: User, **fields: object) -> Notification:
    return Notification.objects.create(**{"recipient": person, "kind": "role.changed", "at": NOW} | fields)


def test_a_kind_is_a_plain_word() -> None:
    with refused_by("notification_kind_is_plain"):
        told(factories.user(), kind="Role changed!")


def test_one_key_is_told_once_to_each() -> None:
    robin, kim = factories.user("robin"), factories.user("kim")
    told(robin, key="monday")
    told(kim, key="monday")
    told(robin, kind="team.left", key="monday")
    with refused_by("notification_is_told_once"):
        told(robin, key="monday")


def test_without_a_key_nothing_is_the_same() -> None:
    robin = factories.user()
    told(robin)
    told(robin)
    assert Notification.objects.count() == 2


def test_what_was_mailed_is_not_due() -> None:
    row = mail.post(recipient="robin@example.org", subject="News", text="abc", now=NOW)
    with refused_by("notification_is_mailed_once"):
        told(factories.user(), mail=row, mail_due_at=NOW)


def chosen(person: User, way: str = "off") -> None:
    NotificationPreference.objects.create(user=person, kind="role.changed", way=way)


def test_somebody_chooses_once_for_each_kind() -> None:
    robin = factories.user()
    chosen(robin)
    with refused_by("notification_preference_is_one"):
        chosen(robin)


def test_a_way_is_one_of_those_there_are() -> None:
    with refused_by("notification_preference_way_is_known"):
        chosen(factories.user(), "shout")
