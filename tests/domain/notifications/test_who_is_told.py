"""What people and programs do, and who is told of it."""

from datetime import timedelta

import msgspec
import pytest
from allauth.mfa.models import Authenticator

from incidents import erasing
from incidents.domain import erasure, ownership, stories
from incidents.domain.notifications import reading
from incidents.domain.people import factors, passwords, rights, sign_in, teams
from incidents.errors import NotPossible, TooMuch
from incidents.models import Incident, Notification, Team, User
from tests import factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def keeper() -> User:
    return factories.user("keeper", role="administrator", display_name="The keeper")


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


def told(person: User) -> list[str]:
    page = reading.page(person=person, only_unread=True, before=0, number=50)
    return [item.sentence for item in page.items]


def test_a_role(keeper: User, robin: User) -> None:
    rights.change_role(person=robin, role="editor", reason="She edits.", actor=keeper, at=NOW)
    robin.refresh_from_db()
    assert told(robin) == ["The keeper changed your role from author to editor."]
    assert told(keeper) == []


def test_teams(keeper: User, robin: User) -> None:
    team = Team.objects.create(name="Harbour", slug="harbour")
    by = {"team": team, "username": "robin", "actor": keeper, "at": NOW}
    teams.add_member(**by)
    teams.name_lead(**by, is_lead=True)
    teams.name_lead(**by, is_lead=False)
    teams.remove_member(**by)
    assert told(robin) == [
        "The keeper removed you from the team Harbour.",
        "The keeper made you a lead of the team Harbour: you say who is in it.",
        "The keeper added you to the team Harbour.",
    ]


def test_what_is_taken_back_is_not_told(robin: User) -> None:
    team = Team.objects.create(name="Harbour", slug="harbour")
    with pytest.raises(NotPossible):
        teams.add_member(team=team, username="robin", actor=factories.user("kim"), at=NOW)
    assert told(robin) == []


def test_passwords(robin: User) -> None:
    passwords.change(user=robin, password="sea-by-night", kept=None, now=NOW)
    passwords.reset(user=robin, password="sea-by-day", now=NOW)
    warning = "If that was not you, ask an administrator at once."
    assert told(robin) == [
        f"Your password was changed by a link for a lost one. {warning}",
        f"Your password was changed on your profile. {warning}",
    ]


def test_a_second_factor(robin: User) -> None:
    factors.added(user=robin, kind="passkey", now=NOW)
    factors.removed(user=robin, kind="totp", now=NOW)
    for kind in ("totp", "recovery_codes"):
        Authenticator.objects.create(user=robin, type=kind, data={})
    factors.take_off(user=robin, now=NOW)
    changed = [sentence.partition(": ")[2].partition(".")[0] for sentence in told(robin)]
    assert changed == ["recovery codes, codes of an app", "codes of an app", "passkey"]


def test_stories_that_are_handed_over(keeper: User, robin: User) -> None:
    kim = factories.user("kim", role="author")
    factories.saved("KF-900", author=robin)
    factories.saved("KF-901", author=robin)
    ownership.hand_over(owner=robin, to="kim", reason="She left.", actor=keeper, at=NOW)
    assert told(kim) == ["The keeper handed over to you what robin owned. Number of stories: 2."]
    assert told(robin) == []


def change(title: str, author: User | None, now: object = NOW) -> None:
    """The catalogue has no author."""
    incident = Incident.objects.get(ref="KF-900")
    story = msgspec.structs.replace(stories.current(ref="KF-900"), title=title)
    stories.save(
        story=story,
        based_on=incident.revision_number,
        origin="person" if author else "catalogue",
        author=author,
        reason="Better.",
        now=now,
    )


def test_the_owner_of_a_story_that_somebody_else_changes(keeper: User, robin: User) -> None:
    factories.saved("KF-900", author=robin)
    change("Hers", robin)
    change("Of the catalogue", None)
    assert told(robin) == []
    change("His", keeper)
    change("His", keeper)
    assert told(robin) == ["The keeper changed KF-900, which you own."]


def test_many_changes_by_one_person_are_told_once_an_hour(keeper: User, robin: User) -> None:
    factories.saved("KF-900", author=robin)
    for nth in range(4):
        change(f"Title {nth}", keeper, NOW + timedelta(minutes=20 * nth))
    assert len(told(robin)) == 2


def test_a_story_without_an_owner_is_changed_in_silence(keeper: User) -> None:
    factories.saved("KF-900")
    change("His", keeper)
    assert not Notification.objects.exists()


def test_stories_that_end(keeper: User, robin: User) -> None:
    factories.saved("KF-900", author=robin)
    factories.saved("KF-901", author=robin)
    factories.saved("KF-902", author=keeper)
    stories.withdraw(ref="KF-900", based_on=1, author=keeper, reason="It never happened.", now=NOW)
    stories.merge(ref="KF-901", into="KF-902", based_on=1, author=keeper, reason="Told twice.", now=NOW)
    assert told(robin) == [
        "The keeper merged KF-901, which you own, into another story.",
        "The keeper withdrew KF-900, which you own.",
    ]


def test_words_that_are_erased_are_a_change(keeper: User, robin: User) -> None:
    factories.saved("KF-900", author=robin, summary="The token was hunter2.")
    erasure.erase(ref="KF-900", words=erasing.words(["hunter2"]), author=keeper, reason="A token.", now=NOW)
    assert told(robin) == ["The keeper changed KF-900, which you own."]


def guess(settings: object, name: str, address: str, times: int = 2, minutes: int = 0) -> None:
    settings.SIGN_IN_RATES = {"network": (1, 3_600), "account": (1, 3_600)}
    for _ in range(times):
        try:
            sign_in.admit(name=name, address=address, known=False, now=NOW + timedelta(minutes=minutes))
        except TooMuch:
            continue


def test_administrators_hear_of_guessing_once_an_hour(settings: object, keeper: User) -> None:
    guess(settings, "robin", "192.0.2.7", times=5)
    guess(settings, "robin", "192.0.2.7", times=5, minutes=20)
    assert told(keeper) == ["Attempts to sign in were refused, since there were too many: network 192.0.2.7."]
    guess(settings, "robin", "192.0.2.7", times=5, minutes=70)
    assert len(told(keeper)) == 2


def test_spraying_from_everywhere_does_not_fill_the_page(settings: object, keeper: User) -> None:
    for nth in range(sign_in.MOST_TOLD + 5):
        guess(settings, f"name{nth}", f"192.0.2.{nth}")
    sentences = told(keeper)
    assert len(sentences) == sign_in.MOST_TOLD + 1
    assert "many sources, which the audit log names" in sentences[0]
