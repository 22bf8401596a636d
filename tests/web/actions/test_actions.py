"""Actions in the browser, without JavaScript: plan, list, do, close, change."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import ActionItem, Incident, User
from tests import factories, page
from tests.page import Part
from tests.web import statements

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return factories.user("author", role=User.Role.AUTHOR)


@pytest.fixture
def incident(author: User) -> Incident:
    return factories.saved(author=author, origin="person").incident


@pytest.fixture
def browser(author: User, incident: Incident, client: Client) -> Client:
    client.force_login(author)
    return client


def shown(browser: Client, path: str, status: int = 200) -> Part:
    answer = browser.get(path)
    assert answer.status_code == status
    return page.read(answer.content.decode())


def sent(browser: Client, path: str, status: int = 200, **fields: Any) -> Part:
    answer = browser.post(path, fields, follow=status == 200)
    assert answer.status_code == status
    return page.read(answer.content.decode())


PLANNED = {"title": "Alert on restarts <b>", "type": "detect", "priority": "high", "factor": "f1"}


def test_an_action_is_planned_done_and_opened_again(browser: Client) -> None:
    assert ("Plan an action", "/KF-900/actions/new") in shown(browser, "/KF-900").links
    due = (timezone.now() + timedelta(days=9)).date()
    planned = sent(browser, "/KF-900/actions/new", **PLANNED, owner="author", due=due.isoformat())
    assert planned.headings[0] == "Alert on restarts <b>"
    assert "factor f1" in planned.text
    listed = shown(browser, "/actions/").item("/KF-900/actions/1")
    assert "author" in listed.text
    assert "high priority" in listed.text
    assert shown(browser, "/KF-900").item("/KF-900/actions/1")
    assert "Alert on restarts" in shown(browser, "/").section("Your actions").text
    started = sent(browser, "/KF-900/actions/1", do="start", based_on="1")
    assert "is in progress" in started.text
    done = sent(browser, "/KF-900/actions/1", do="finish", based_on="2", evidence="See https://example.org/1")
    assert "https://example.org/1" in done.addresses
    assert "No action fits" not in shown(browser, "/actions/?state=done").text
    assert "Nothing is left to do" in shown(browser, "/actions/").text
    again = sent(browser, "/KF-900/actions/1", do="reopen", based_on="3", reason="It broke again.")
    assert "opened it again: It broke again." in again.text


def test_faults_stand_beside_their_fields_and_nothing_typed_is_lost(browser: Client) -> None:
    answer = sent(
        browser, "/KF-900/actions/new", 422, **PLANNED | {"title": " "}, owner="nobody", due="2020-01-01"
    )
    assert any("Has passed: 1 January 2020" in error for error in answer.errors)
    assert any("“nobody” is no open account" in error for error in answer.errors)
    assert len(answer.errors) == 3
    assert answer.values("due") == ["2020-01-01"]
    assert answer.values("type") == ["detect"]
    no_day = sent(browser, "/KF-900/actions/new", 400, **PLANNED, due="soon")
    assert "This is no day; write one such as 2026-05-31." in no_day.errors


def test_words_that_are_missing_are_asked_for_in_their_place(browser: Client, author: User) -> None:
    factories.action(Incident.objects.get(), author)
    answer = sent(browser, "/KF-900/actions/1", 422, do="drop", based_on="1", reason=" ")
    assert any("say why" in error for error in answer.errors)
    assert sent(browser, "/KF-900/actions/1", 400, do="explode", based_on="1")
    assert sent(browser, "/KF-900/actions/1", 400, do="start")
    assert ActionItem.objects.get().state == "open"


def test_whoever_comes_second_is_told_and_loses_nothing(browser: Client, author: User) -> None:
    factories.action(Incident.objects.get(), author)
    sent(browser, "/KF-900/actions/1", do="start", based_on="1")
    late = sent(browser, "/KF-900/actions/1", 409, do="finish", based_on="1", evidence="Merged as 4711")
    assert "Somebody changed it in between." in late.alerts[0]
    assert late.values("evidence") == ["Merged as 4711"]
    change = sent(
        browser, "/KF-900/actions/1/change", 409, **PLANNED, owner="author", based_on="1", needed="A drill"
    )
    assert change.values("needed") == ["A drill"]
    assert change.values("based_on") == ["2"]
    assert (
        "The action is changed."
        in sent(
            browser, "/KF-900/actions/1/change", **PLANNED, owner="author", based_on="2", needed="A drill"
        ).text
    )


def test_an_owner_moves_her_own_action_and_plans_nothing(
    browser: Client, incident: Incident, author: User
) -> None:
    factories.action(incident, author, owner=factories.user("kim").username)
    factories.action(incident, author)
    kim = Client()
    kim.force_login(User.objects.get(username="kim"))
    assert "Start" in shown(kim, "/KF-900/actions/1").text
    assert "What comes next" not in shown(kim, "/KF-900/actions/2").headings
    sent(kim, "/KF-900/actions/1", do="start", based_on="1")
    sent(kim, "/KF-900/actions/2", 403, do="start", based_on="1")
    shown(kim, "/KF-900/actions/1/change", 403)
    shown(kim, "/KF-900/actions/new", 403)
    assert "Plan an action" not in shown(kim, "/KF-900").text


def test_an_owner_who_left_or_lost_access_is_pointed_out(
    browser: Client, incident: Incident, author: User
) -> None:
    kim = factories.user("kim")
    factories.action(incident, author, owner="kim")
    Incident.objects.filter(pk=incident.pk).update(visibility="people")
    assert "may not read this story any more" in shown(browser, "/KF-900/actions/1").text
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert "The account of its owner is closed." in shown(browser, "/KF-900/actions/1").text
    assert "has left" in shown(browser, "/actions/").item("/KF-900/actions/1").text


def test_strangers_to_a_story_find_none_of_its_actions(incident: Incident, author: User) -> None:
    factories.action(incident, author, owner=factories.user("kim").username, title="Alert on pricing")
    Incident.objects.filter(pk=incident.pk).update(visibility="people")
    kim = Client()
    kim.force_login(User.objects.get(username="kim"))
    shown(kim, "/KF-900/actions/1", 404)
    for path in ("/actions/?state=all", "/actions/?story=KF-900", "/", "/profile/news"):
        assert "Alert on pricing" not in shown(kim, path).text
    assert b"pricing" not in kim.get("/actions.csv?state=all").getvalue()
    assert shown(Client(), "/KF-1", 404)


def test_who_is_not_signed_in_sees_no_actions_of_a_story(incident: Incident, author: User) -> None:
    factories.action(incident, author, title="Alert on pricing")
    assert "Alert on pricing" not in shown(Client(), "/KF-900").text


def test_lists_are_filtered(browser: Client, incident: Incident, author: User) -> None:
    today = timezone.now()
    factories.action(incident, author, title="First", due=today.date(), now=today - timedelta(days=9))
    ActionItem.objects.update(due=(today - timedelta(days=2)).date())
    factories.action(incident, author, title="Second", owner="author", type="detect")
    dropped = factories.action(incident, author, title="Third")
    sent(browser, "/KF-900/actions/3", do="drop", based_on=str(dropped.version), reason="No use.")

    def titles(query: str) -> list[str]:
        return shown(browser, f"/actions/?{query}").at("main").words("h3")

    assert titles("") == ["First", "Second"]
    assert titles("state=all") == ["First", "Second", "Third"]
    assert titles("state=dropped") == ["Third"]
    assert titles("overdue=yes") == ["First"]
    assert titles("owner=author") == ["Second"]
    assert titles("owner=none") == ["First"]
    assert titles("type=detect") == ["Second"]
    assert titles("story=kf-900&component=workload") == ["First", "Second"]
    assert titles("component=network") == []
    assert titles("team=harbour") == []
    lines = browser.get("/actions.csv?state=all").getvalue().decode().splitlines()
    assert len(lines) == 4
    assert lines[1].startswith("KF-900,1,First,open,prevent,,medium,,")


def test_a_longer_list_asks_no_more_of_the_database(
    browser: Client, incident: Incident, author: User
) -> None:
    for number in range(3):
        factories.action(incident, author, title=f"Action {number}", owner="author")
    # Session, person; the rows with story and people, how many there are; the teams of whoever asks.
    with statements.counted() as asked:
        shown(browser, "/actions/")
    assert len(asked) == 5


def test_addresses_of_trackers_are_called_as_they_are_there(
    browser: Client, incident: Incident, author: User
) -> None:
    for address, name in {
        "https://github.com/acme/shop/issues/12": "acme/shop#12",
        "https://gitlab.example.org/acme/ops/shop/-/merge_requests/7": "acme/ops/shop!7",
        "https://acme.atlassian.net/browse/OPS-31": "OPS-31",
        "https://tickets.example.org/x?id=3": "tickets.example.org",
    }.items():
        item = factories.action(incident, author, tracker_url=address)
        assert (name, address) in shown(browser, f"/KF-900/actions/{item.number}").links
