"""The board of actions: columns by state, and buttons in the place of dragging."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from incidents.domain import actions
from incidents.models import ActionItem, Incident, User
from incidents.web.actions import board
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
def browser(author: User, client: Client) -> Client:
    client.force_login(author)
    return client


def column(browser: Client, name: str, query: str = "") -> Part:
    answer = browser.get(f"/actions/board{query}")
    assert answer.status_code == 200
    return page.read(answer.content.decode()).section(name)


def test_a_button_moves_an_action_and_leads_back_to_the_board(
    browser: Client, incident: Incident, author: User
) -> None:
    factories.action(incident, author, title="Alert on restarts")
    assert column(browser, "Open").words("h3") == ["Alert on restarts"]
    sent = {"do": "start", "based_on": "1", "back": "/actions/board?story=KF-900"}
    assert browser.post("/KF-900/actions/1", sent)["Location"] == sent["back"]
    assert column(browser, "Open").words("h3") == []
    moved = column(browser, "In progress", "?story=KF-900")
    assert moved.words("h3") == ["Alert on restarts"]
    assert moved.values("back") == ["/actions/board?story=KF-900"]
    assert "/KF-900/actions/1?do=finish" in moved.addresses
    asked = page.read(browser.get("/KF-900/actions/1?do=finish").content.decode())
    (done,) = [part for part in asked.all("details") if "open" in part.attributes]
    assert done.text.startswith("Done")


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "javascript:alert(1)"])
def test_no_button_leads_to_another_site(
    browser: Client, incident: Incident, author: User, back: str
) -> None:
    factories.action(incident, author)
    sent = browser.post("/KF-900/actions/1", {"do": "start", "based_on": "1", "back": back})
    assert sent["Location"] == "/KF-900/actions/1"


def test_what_was_closed_long_ago_is_in_the_list_alone(
    browser: Client, incident: Incident, author: User
) -> None:
    now = timezone.now()
    old = factories.action(incident, author, title="Old", now=now - timedelta(days=60))
    late = now - timedelta(days=40)
    actions.drop(item=old, reason="No use.", based_on=1, actor=author, now=late)
    new = factories.action(incident, author, title="New", now=now)
    actions.drop(item=new, reason="No use.", based_on=1, actor=author, now=now)
    dropped = column(browser, "Dropped")
    assert dropped.words("h3") == ["New"]
    assert "/actions/?state=dropped" in dropped.addresses


def test_whoever_may_not_move_an_action_has_no_button(
    browser: Client, incident: Incident, author: User
) -> None:
    factories.action(incident, author)
    kim = Client()
    kim.force_login(factories.user("kim"))
    shown = column(kim, "Open")
    assert shown.words("h3") == ["Alert on restarts"]
    assert not shown.all("button")


def test_a_longer_board_asks_no_more_of_the_database(
    browser: Client, incident: Incident, author: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "IN_A_COLUMN", 2)
    for _ in range(4):
        factories.action(incident, author)
    ActionItem.objects.filter(number=4).update(state="in_progress", owner=author)
    # Session, person; of each column the rows and how many there are; the teams of whoever asks.
    with statements.counted() as asked:
        opened = column(browser, "Open")
    assert len(asked) == 11
    assert len(opened.words("h3")) == 2
    assert "/actions/?state=open" in opened.addresses
