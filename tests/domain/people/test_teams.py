"""Administrators make teams, leads say who is in their own."""

from functools import partial

import pytest

from incidents.domain.people import teams
from incidents.errors import NotPossible, Refused
from incidents.models import AuditEntry, Membership, Team, User
from tests import factories, threads
from tests.factories import NOW

pytestmark = pytest.mark.django_db


def keeper() -> User:
    return factories.user("keeper", role=User.Role.ADMINISTRATOR)


def member(team: Team, name: str, *, is_lead: bool = False) -> User:
    person = factories.user(name)
    Membership.objects.create(team=team, user=person, is_lead=is_lead)
    return person


def made(name: str = "Harbour") -> Team:
    return Team.objects.create(name=name, slug=name.lower())


def said() -> list[tuple[str, str]]:
    return list(AuditEntry.objects.order_by("pk").values_list("action", "target"))


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Harbour watch", "harbour-watch"),
        ("Café & Söhne", "cafe-sohne"),
        ("فريق الميناء", "team"),
        ("x" * 100, "x" * 44),
        ("---", "team"),
    ],
)
def test_the_address_of_a_team_follows_from_its_name(name: str, slug: str) -> None:
    assert teams.create(name=name, actor=keeper(), at=NOW).slug == slug


def test_an_address_that_is_taken_gets_a_number() -> None:
    actor = keeper()
    slugs = [teams.create(name=f"Pier{dots}", actor=actor, at=NOW).slug for dots in ("", "!", "?")]
    assert slugs == ["pier", "pier-2", "pier-3"]


@pytest.mark.parametrize("name", ["", "harbour", "x" * 101, "a\u202eb"])
def test_a_name_is_given_once_and_can_be_read(name: str) -> None:
    made()
    with pytest.raises(Refused) as refused:
        teams.create(name=name, actor=keeper(), at=NOW)
    assert [fault.pointer for fault in refused.value.faults] == ["/name"]


def test_renaming_keeps_the_address() -> None:
    team, actor = made(), keeper()
    assert teams.rename(team=team, name="HARBOUR", actor=actor, at=NOW)
    assert not teams.rename(team=team, name="HARBOUR", actor=actor, at=NOW)
    assert (Team.objects.get().name, Team.objects.get().slug) == ("HARBOUR", "harbour")
    assert said() == [("team.renamed", "harbour")]


def test_a_team_with_stories_stays() -> None:
    team, actor = made(), keeper()
    factories.saved("KF-900", team=team)
    with pytest.raises(NotPossible, match="1 story belongs to Harbour, so it stays"):
        teams.remove(team=team, actor=actor, at=NOW)
    factories.saved("KF-901", team=team)
    with pytest.raises(NotPossible, match="2 stories belong"):
        teams.remove(team=team, actor=actor, at=NOW)


def test_a_team_without_stories_goes_and_its_members_stay_people() -> None:
    team = made()
    member(team, "robin")
    teams.remove(team=team, actor=keeper(), at=NOW)
    assert not Team.objects.exists()
    assert User.objects.filter(username="robin").exists()
    assert AuditEntry.objects.get().details == {"name": "Harbour", "members": 1}
    with pytest.raises(NotPossible, match="has been removed"):
        teams.rename(team=team, name="Pier", actor=User.objects.get(username="keeper"), at=NOW)


def test_a_lead_adds_and_removes_members() -> None:
    team = made()
    lead = member(team, "lead", is_lead=True)
    factories.user("robin")
    assert teams.add_member(team=team, username="robin", actor=lead, at=NOW)
    assert not teams.add_member(team=team, username="robin", actor=lead, at=NOW)
    assert teams.remove_member(team=team, username="robin", actor=lead, at=NOW)
    assert not teams.remove_member(team=team, username="robin", actor=lead, at=NOW)
    assert said() == [("member.added", "robin"), ("member.removed", "robin")]


@pytest.mark.parametrize("name", ["nobody", "closed", ""])
def test_only_who_has_an_open_account_is_added(name: str) -> None:
    factories.user("closed", is_active=False)
    with pytest.raises(Refused, match="no open account"):
        teams.add_member(team=made(), username=name, actor=keeper(), at=NOW)


def test_a_lead_removes_no_lead() -> None:
    team = made()
    lead = member(team, "lead", is_lead=True)
    member(team, "other", is_lead=True)
    for name in ("lead", "other"):
        with pytest.raises(NotPossible, match="administrators remove leads"):
            teams.remove_member(team=team, username=name, actor=lead, at=NOW)
    assert teams.remove_member(team=team, username="other", actor=keeper(), at=NOW)


@pytest.mark.parametrize("verb", [teams.add_member, teams.remove_member])
def test_members_and_leads_of_other_teams_say_nothing(verb: partial[bool]) -> None:
    team, robin = made(), factories.user("robin")
    for actor in (member(team, "mate"), member(made("Pier"), "lead", is_lead=True), robin):
        with pytest.raises(NotPossible, match="You do not lead Harbour"):
            verb(team=team, username="robin", actor=actor, at=NOW)


def test_a_closed_account_leads_nothing() -> None:
    team = made()
    lead = member(team, "lead", is_lead=True)
    factories.user("robin")
    User.objects.filter(pk=lead.pk).update(is_active=False)
    with pytest.raises(NotPossible, match="You do not lead"):
        teams.add_member(team=team, username="robin", actor=lead, at=NOW)


def test_administrators_name_leads() -> None:
    team, actor = made(), keeper()
    member(team, "robin")
    assert teams.name_lead(team=team, username="robin", is_lead=True, actor=actor, at=NOW)
    assert not teams.name_lead(team=team, username="robin", is_lead=True, actor=actor, at=NOW)
    assert teams.name_lead(team=team, username="robin", is_lead=False, actor=actor, at=NOW)
    assert said() == [("lead.named", "robin"), ("lead.dismissed", "robin")]
    with pytest.raises(NotPossible, match="is not in Harbour"):
        teams.name_lead(team=team, username="keeper", is_lead=True, actor=actor, at=NOW)


def test_leads_make_no_team_and_name_no_lead() -> None:
    team = made()
    lead = member(team, "lead", is_lead=True)
    for verb in (
        partial(teams.create, name="Pier"),
        partial(teams.rename, team=team, name="Pier"),
        partial(teams.remove, team=team),
        partial(teams.name_lead, team=team, username="lead", is_lead=False),
    ):
        with pytest.raises(NotPossible, match="You do not administer"):
            verb(actor=lead, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_somebody_who_is_added_twice_at_once_is_in_once() -> None:
    team, actor = made(), keeper()
    factories.user("robin")
    results: list[bool] = []
    add = partial(teams.add_member, team=team, username="robin", actor=actor, at=NOW)
    threads.at_once(*[lambda: results.append(add())] * 3)
    assert sorted(results) == [False, False, True]
    assert Membership.objects.count() == 1
    assert said() == [("member.added", "robin")]
