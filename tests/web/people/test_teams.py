"""Teams: a list of one's own, and pages that do not exist for others."""

import pytest
from django.test import Client

from incidents.models import Membership, Team, User
from incidents.web.people import team as team_page
from incidents.web.people import teams
from tests import factories
from tests.page import Part, read
from tests.web import statements
from tests.web.administrators import administrator, browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pier() -> Team:
    return Team.objects.create(name="Pier <b>", slug="pier")


def member(team: Team, name: str, *, is_lead: bool = False) -> User:
    person = factories.user(name)
    Membership.objects.create(team=team, user=person, is_lead=is_lead)
    return person


def shown(browser: Client, path: str = "/teams/pier", status: int = 200) -> Part:
    answer = browser.get(path)
    assert answer.status_code == status
    return read(answer.content.decode())


def sent(browser: Client, status: int, path: str = "/teams/pier", **fields: str) -> Part:
    answer = browser.post(path, fields, follow=status == 200)
    assert answer.status_code == status
    return read(answer.content.decode())


def test_everybody_sees_her_own_teams(pier: Team) -> None:
    Team.objects.create(name="Harbour", slug="harbour")
    robin = member(pier, "robin", is_lead=True)
    page = shown(browser_of(robin), "/teams/").at("main")
    assert page.addresses == ["/teams/pier"]
    assert "1 member" in page.text
    assert "you lead it" in page.text
    assert "You are in no team" in shown(browser_of(factories.user("ada")), "/teams/").text


def test_administrators_see_all_and_search_them(pier: Team) -> None:
    Team.objects.create(name="Harbour", slug="harbour")
    browser = browser_of(administrator())
    assert shown(browser, "/teams/").at("main").addresses == ["/teams/harbour", "/teams/pier"]
    assert shown(browser, "/teams/?q=HARB").at("main").addresses == ["/teams/harbour"]
    assert "No team is called like that" in shown(browser, "/teams/?q=%00zzz").text


def test_lists_of_teams_come_in_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teams, "ON_A_PAGE", 2)
    for name in ("A", "B", "C"):
        Team.objects.create(name=f"Crew {name}", slug=name.lower())
    browser = browser_of(administrator())
    assert ("Next page", "/teams/?q=crew&after=Crew+B") in shown(browser, "/teams/?q=crew").links
    last = shown(browser, "/teams/?q=crew&after=Crew+B")
    assert ("Previous page", "/teams/?q=crew&before=Crew+C") in last.links


@pytest.mark.parametrize("number", [1, 4])
def test_the_list_costs_five_queries(number: int) -> None:
    for name in range(number):
        member(Team.objects.create(name=f"{name}", slug=f"{name}"), f"robin-{name}")
    browser = browser_of(administrator())
    # The session and its user; the teams, and which of them she leads;
    # candidates, for the header.
    with statements.counted() as asked:
        shown(browser, "/teams/")
    assert len(asked) == 5, "\n".join(asked)


@pytest.mark.parametrize("role", ["reader", "author", "editor"])
def test_to_others_a_team_does_not_exist(pier: Team, role: str) -> None:
    browser = browser_of(factories.user("robin", role=role))
    unknown = shown(browser, "/teams/nowhere", status=404).text.replace("nowhere", "pier")
    assert shown(browser, status=404).text == unknown
    sent(browser, 404, action="add", username="robin")
    sent(browser, 403, path="/teams/", name="Mine")
    assert not pier.members.exists()


def test_a_member_sees_who_is_in_it_and_changes_nothing(pier: Team) -> None:
    browser = browser_of(member(pier, "robin"))
    factories.user("ada")
    page = shown(browser)
    assert "1 person is in this team." in page.text
    assert not page.at("main").all("form")
    for action in team_page.DECISIONS:
        sent(browser, 403, action=action, username="ada", name="Mine")


def test_a_lead_adds_and_removes_members(pier: Team) -> None:
    browser = browser_of(member(pier, "lead", is_lead=True))
    factories.user("ada")
    assert "ada is in the team now." in sent(browser, 200, action="add", username=" ada ").text
    refused = sent(browser, 422, action="add", username="nobody")
    assert refused.errors == ["Names no open account; there is none called “nobody”."]
    assert "nobody" in refused.values("username")
    assert "ada is not in the team any more." in sent(browser, 200, action="remove", username="ada").text
    assert "so before" in sent(browser, 200, action="remove", username="ada").text
    for action in ("lead", "member", "rename", "delete"):
        sent(browser, 403, action=action, username="lead", name="Mine")


def test_an_administrator_makes_renames_and_removes_a_team() -> None:
    browser = browser_of(administrator())
    assert "Pier is there." in sent(browser, 200, path="/teams/", name="Pier").text
    again = sent(browser, 422, path="/teams/", name="pier")
    assert again.errors == ["Is the name of another team; choose another one."]
    assert again.values("name") == ["pier"]
    factories.user("ada")
    sent(browser, 200, action="add", username="ada")
    assert "ada leads the team now." in sent(browser, 200, action="lead", username="ada").text
    assert Membership.objects.get().is_lead
    sent(browser, 200, action="member", username="ada")
    assert "The team is called Jetty now." in sent(browser, 200, action="rename", name="Jetty").text
    assert "Jetty is removed." in sent(browser, 200, action="delete").text
    sent(browser, 404, action="delete")


def test_a_team_with_stories_says_how_many_keep_it(pier: Team) -> None:
    factories.saved("KF-900", title="Only theirs", visibility="team", team=pier)
    browser = browser_of(administrator())
    page = shown(browser)
    assert "1 story belongs to this team, so it stays." in page.text
    assert "Only theirs" not in page.text
    refused = sent(browser, 409, action="delete")
    assert refused.alerts == ["1 story belongs to Pier <b>, so it stays. Nothing was changed."]
    sent(browser, 400, action="sink")


@pytest.mark.parametrize("number", [1, 4])
def test_a_page_costs_seven_queries(pier: Team, number: int) -> None:
    for name in range(number):
        member(pier, f"robin-{name}")
    browser = browser_of(member(pier, "lead", is_lead=True))
    # The session and its user; the team, whether she is in it and leads it; how many members, and which.
    with statements.counted() as asked:
        shown(browser)
    assert len(asked) == 7, "\n".join(asked)


def test_many_members_come_in_pages(pier: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(team_page, "ON_A_PAGE", 2)
    for name in "abc":
        member(pier, name)
    browser = browser_of(administrator())
    assert ("Next page", "?after=b") in shown(browser).links
    assert ("Previous page", "?before=c") in shown(browser, "/teams/pier?after=b").links
