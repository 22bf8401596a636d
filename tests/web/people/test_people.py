"""The list of people and the page of one: what administrators see and decide."""

import pytest
from django.test import Client

from incidents.domain.people import listing
from incidents.models import AuditEntry, Membership, Team, User
from tests import factories
from tests.page import Part, read
from tests.web import statements
from tests.web.administrators import administrator, browser_of

pytestmark = pytest.mark.django_db
WHY = "She writes the rules now."


@pytest.fixture
def browser() -> Client:
    return browser_of(administrator())


def shown(browser: Client, path: str = "/people/", status: int = 200) -> Part:
    answer = browser.get(path)
    assert answer.status_code == status
    return read(answer.content.decode())


def names(page: Part) -> list[str]:
    return [address.removeprefix("/people/") for _, address in page.at("main").links if "/people/" in address]


def test_everybody_is_listed_with_what_matters(browser: Client) -> None:
    robin = factories.user("robin", display_name="Robin <b>Quay</b>", email="rq@harbour.example")
    team = Team.objects.create(name="Pier", slug="pier")
    Membership.objects.create(team=team, user=robin)
    factories.user("ada", is_active=False)
    row = shown(browser).item("/people/robin").text
    for word in ("Robin <b>Quay</b>", "Reader", "robin", "rq@harbour.example", "Pier", "never signed in"):
        assert word in row
    assert "closed" in shown(browser).item("/people/ada").text


def test_words_and_filters_are_in_the_address(browser: Client) -> None:
    factories.user("robin", role="editor")
    factories.user("ada", is_active=False)
    page = shown(browser, "/people/?q=rob&role=editor&state=open")
    assert names(page)[-1] == "robin"
    assert page.at("main").values("q") == ["rob"]
    assert page.values("role") == ["editor"]
    assert ("Role: Editor ×(remove)", "/people/?q=rob&state=open") in page.links
    assert "1 account" in page.text
    assert "Nobody fits all of this" in shown(browser, "/people/?q=zzz").text
    assert "3 accounts" in shown(browser, "/people/?role=captain&state=gone&after=%00").text


def test_pages_keep_the_question(browser: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "ON_A_PAGE", 2)
    for name in "abc":
        factories.user(name)
    first = shown(browser, "/people/?role=reader")
    assert ("Next page", "/people/?role=reader&after=b") in first.links
    assert ("Previous page", "/people/?role=reader&before=c") in shown(
        browser, "/people/?role=reader&after=b"
    ).links


@pytest.mark.parametrize("people", [1, 4])
def test_the_list_costs_six_queries(browser: Client, people: int) -> None:
    team = Team.objects.create(name="Pier", slug="pier")
    for number in range(people):
        Membership.objects.create(team=team, user=factories.user(f"robin-{number}"))
    # The session and its user; how many there are, those of the page, their teams;
    # candidates, for the header.
    with statements.counted() as asked:
        shown(browser)
    assert len(asked) == 6, "\n".join(asked)


@pytest.mark.parametrize("role", ["reader", "author", "editor"])
def test_it_is_for_administrators_alone(role: str) -> None:
    browser = browser_of(factories.user("robin", role=role))
    factories.user("ada")
    for path in ("/people/", "/people/ada", "/people/nobody"):
        assert browser.get(path).status_code == 403
    assert browser.post("/people/ada", {"action": "close", "reason": WHY}).status_code == 403


def test_a_person_says_what_she_may_and_what_is_hers(browser: Client) -> None:
    robin = factories.user("robin", role="author")
    Membership.objects.create(team=Team.objects.create(name="Pier", slug="pier"), user=robin, is_lead=True)
    factories.saved("KF-900", title="Only hers", author=robin, status="draft")
    page = shown(browser, "/people/robin")
    for words in ("Author", "Pier (lead)", "never", "1 story"):
        assert words in page.section("Account").text
    assert "Only hers" not in page.text
    shown(browser, "/people/nobody", status=404)


def sent(browser: Client, name: str, status: int, **fields: str) -> Part:
    answer = browser.post(f"/people/{name}", fields, follow=status == 200)
    assert answer.status_code == status
    return read(answer.content.decode())


def test_a_role_is_changed_with_a_reason(browser: Client) -> None:
    factories.user("robin")
    page = sent(browser, "robin", 200, action="role", role="editor", reason=WHY)
    assert "The role of robin is changed." in page.text
    assert User.objects.get(username="robin").role == "editor"
    assert AuditEntry.objects.get().address == "127.0.0.1"
    again = sent(browser, "robin", 200, action="role", role="editor", reason=WHY)
    assert "Nothing changed" in again.text


def test_without_a_reason_nothing_is_lost_and_nothing_happens(browser: Client) -> None:
    factories.user("robin")
    page = sent(browser, "robin", 422, action="role", role="editor", reason="")
    assert page.errors == ["Is blank; say why, for those who read the audit log."]
    assert page.values("role") == ["editor"]
    assert User.objects.get(username="robin").role == "reader"
    sent(browser, "robin", 400, action="role", role="captain", reason=WHY)
    sent(browser, "robin", 400, action="sink")


def test_a_closed_account_is_out_at_once(browser: Client) -> None:
    robin = factories.user("robin", role="author")
    factories.saved("KF-900", author=robin, status="draft")
    hers = browser_of(robin)
    assert hers.get("/KF-900").status_code == 200
    page = sent(browser, "robin", 200, action="close", reason=WHY)
    assert "The account of robin is closed" in page.text
    assert hers.get("/profile").status_code == 302
    assert hers.get("/KF-900").status_code == 404
    assert (
        Client().post("/sign-in", {"username": "robin", "password": "robin-sails-slowly"}).status_code == 200
    )
    sent(browser, "robin", 200, action="open", reason="Back again.")
    assert hers.get("/profile").status_code == 302
    assert browser_of(robin).get("/profile").status_code == 200


def test_stories_are_handed_over(browser: Client) -> None:
    robin = factories.user("robin", role="author", is_active=False)
    factories.user("ada", role="author")
    factories.saved("KF-900", author=robin)
    refused = sent(browser, "robin", 422, action="stories", to="nobody", reason=WHY)
    assert refused.errors == ["Names no open account; there is none called “nobody”."]
    assert refused.values("to") == ["nobody"]
    page = sent(browser, "robin", 200, action="stories", to="ada", reason=WHY)
    assert "Handed over: 1 of the stories of robin." in page.text
    assert "Hand over" not in page.text


def test_ones_own_page_decides_nothing(browser: Client) -> None:
    page = shown(browser, "/people/keeper")
    assert "another administrator" in page.text
    assert not page.values("role")
    refused = sent(browser, "keeper", 409, action="close", reason=WHY)
    assert refused.alerts == [
        "Nobody changes her own rights; another administrator can. Nothing was changed."
    ]


def test_a_page_costs_six_queries(browser: Client) -> None:
    factories.user("robin")
    # The session and its user; the person, her stories, her teams; candidates, for the header.
    with statements.counted() as asked:
        shown(browser, "/people/robin")
    assert len(asked) == 6, "\n".join(asked)
