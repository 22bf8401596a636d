"""News by mail: gathered, as it was chosen, and only what its reader may still see."""

from datetime import timedelta

import pytest

from incidents.domain import mail
from incidents.domain.notifications import kinds, mailing, notify, preferences
from incidents.models import Incident, Notification, NotificationWay, OutgoingMail, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db
SOON = NOW + preferences.GATHERED
DIGEST = (NOW + timedelta(days=1)).replace(hour=7, minute=0)


@pytest.fixture
def robin() -> User:
    return person()


def person(name: str = "robin", **fields: object) -> User:
    return factories.user(name, **{"email": f"{name}@example.org"} | fields)


def tell(*people: User, at: object = NOW, after: str = "author") -> None:
    notify(kinds.ROLE_CHANGED, to=people, at=at, before="reader", after=after)


def wants(person: User, way: NotificationWay, kind: str = "role.changed") -> None:
    preferences.choose(person=person, ways={kind: way})


def mails() -> list[tuple[str, str]]:
    rows = OutgoingMail.objects.order_by("pk")
    return [(row.recipient, row.subject) for row in rows]


def test_many_within_a_minute_are_one_mail(robin: User) -> None:
    tell(robin, after="author")
    tell(robin, at=NOW + timedelta(seconds=50), after="editor")
    assert mailing.write_due(now=NOW + timedelta(seconds=55)) == 0
    assert mailing.write_due(now=SOON) == 1
    assert mailing.write_due(now=SOON) == 0
    row = OutgoingMail.objects.get()
    assert (row.recipient, row.subject) == ("robin@example.org", "Soundings: Your role was changed")
    assert "from reader to author" in row.text
    assert "from reader to editor" in row.text
    assert set(Notification.objects.values_list("mail", "mail_due_at")) == {(row.pk, None)}


def test_each_gets_a_mail_of_her_own(robin: User) -> None:
    tell(robin, person("kim"))
    assert mailing.write_due(now=SOON) == 2
    assert sorted(mails()) == [
        ("kim@example.org", "Soundings: Your role was changed"),
        ("robin@example.org", "Soundings: Your role was changed"),
    ]


def test_a_day_is_one_mail_at_its_hour(robin: User) -> None:
    wants(robin, NotificationWay.DAILY)
    for hours in (0, 5, 12):
        tell(robin, at=NOW + timedelta(hours=hours))
    assert mailing.write_due(now=DIGEST - timedelta(seconds=90)) == 0
    assert mailing.write_due(now=DIGEST) == 1
    assert OutgoingMail.objects.get().text.count("changed your role") == 3


def test_a_daily_mail_that_was_missed_goes_out_later(robin: User) -> None:
    wants(robin, NotificationWay.DAILY)
    tell(robin)
    assert mailing.write_due(now=DIGEST + timedelta(hours=9)) == 1


def test_what_is_chosen_meanwhile_holds(robin: User) -> None:
    tell(robin)
    wants(robin, NotificationWay.DAILY)
    assert mailing.write_due(now=SOON) == 0
    assert Notification.objects.get().mail_due_at == DIGEST
    wants(robin, NotificationWay.OFF)
    assert mailing.write_due(now=DIGEST) == 0
    assert (Notification.objects.get().mail_due_at, Notification.objects.get().mail) == (None, None)


def test_what_was_read_is_not_mailed_unless_it_is_about_security(robin: User) -> None:
    tell(robin)
    notify(kinds.PASSWORD_CHANGED, to=[robin], at=NOW, how="on your profile")
    Notification.objects.update(read_at=NOW)
    mailing.write_due(now=SOON)
    assert mails() == [("robin@example.org", "Soundings: Your password was changed")]


def test_a_story_that_was_closed_meanwhile_is_not_mailed(robin: User) -> None:
    factories.saved("KF-900")
    for kind in (kinds.STORY_WITHDRAWN, kinds.STORY_MERGED):
        notify(kind, to=[robin], at=NOW, story=Incident.objects.get())
    Incident.objects.update(visibility="people")
    assert mailing.write_due(now=SOON) == 0
    assert not Notification.objects.exclude(mail_due_at=None).exists()


@pytest.mark.parametrize("change", [{"is_active": False}, {"email": ""}, {"role": "editor"}])
def test_who_is_not_to_be_told_any_more_gets_no_mail(change: dict[str, object]) -> None:
    keeper = person("keeper", role="administrator")
    notify(kinds.QUOTA_EXHAUSTED, to=[keeper], at=NOW, source="network 192.0.2.7")
    User.objects.update(**change)
    assert mailing.write_due(now=SOON) == 0
    assert not OutgoingMail.objects.exists()


def test_no_title_leaves_the_house(robin: User) -> None:
    factories.saved("KF-900", title="Flood of pods", visibility="organisation")
    notify(kinds.STORY_WITHDRAWN, to=[robin], at=NOW, story=Incident.objects.get())
    mailing.write_due(now=SOON)
    row = OutgoingMail.objects.get()
    assert "KF-900" not in row.subject
    assert "http://localhost:8000/KF-900/history" in row.text
    assert "Flood" not in row.text + row.subject + str(row.headers)


def test_several_things_have_one_subject_and_one_link(robin: User) -> None:
    tell(robin)
    notify(kinds.TEAM_LEFT, to=[robin], at=NOW, team="Harbour\nBcc: kim@example.org")
    mailing.write_due(now=SOON)
    row = OutgoingMail.objects.get()
    assert row.subject == "Soundings: News for you"
    assert row.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    link = row.headers["List-Unsubscribe"].strip("<>")
    assert link.startswith("http://localhost:8000/news/off/")
    assert link in row.text


def test_mails_about_security_cannot_be_ended(robin: User) -> None:
    notify(kinds.PASSWORD_CHANGED, to=[robin], at=NOW, how="on your profile")
    mailing.write_due(now=SOON)
    row = OutgoingMail.objects.get()
    assert row.headers == {}
    assert "/news/off/" not in row.text


def test_a_long_mail_names_the_first_and_counts_the_rest(robin: User) -> None:
    for nth in range(mailing.MOST_LINES + 7):
        tell(robin, after=f"role {nth}")
    mailing.write_due(now=SOON)
    text = OutgoingMail.objects.get().text
    assert text.count("changed your role") == mailing.MOST_LINES
    assert "- and 7 more" in text


def test_it_is_told_once_however_long_the_outbox_keeps_the_mail(robin: User) -> None:
    tell(robin)
    mailing.write_due(now=SOON)
    mail.forget(now=SOON + mail.KEPT)
    row = Notification.objects.get()
    assert (row.mail, row.mail_due_at) == (None, None)
    assert mailing.write_due(now=SOON + mail.KEPT) == 0


def test_without_a_server_it_stays_on_the_page(robin: User) -> None:
    tell(robin)
    assert mailing.give_up(now=SOON) == 1
    assert mailing.write_due(now=SOON) == 0
    assert Notification.objects.unread().count() == 1
