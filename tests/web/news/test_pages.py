"""The page of one's news, and the newest on the first page."""

import pytest
from django.test import Client

from incidents.domain.notifications import kinds, notify
from incidents.models import Incident, Notification, User
from tests import factories
from tests.factories import NOW
from tests.page import Part, read
from tests.web import statements
from tests.web.administrators import browser_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def robin() -> User:
    return factories.user("robin", role="author")


def tell(person: User, number: int = 1, **fields: object) -> None:
    for _ in range(number):
        notify(kinds.ROLE_CHANGED, to=[person], at=NOW, before="reader", after="author", **fields)


def page(client: Client, path: str = "/profile/news") -> Part:
    return read(client.get(path).content.decode())


def test_it_is_empty_at_first(robin: User) -> None:
    assert "No news yet" in page(browser_of(robin)).text
    assert "For you" not in page(browser_of(robin), "/").text
    assert "For you" not in page(Client(), "/").text


def test_news_is_opened_by_a_form_that_leads_on(robin: User) -> None:
    browser = browser_of(robin)
    factories.saved("KF-900", title="Flood of pods")
    story = Incident.objects.get()
    notify(kinds.STORY_CHANGED, to=[robin], at=NOW, story=story)
    shown = page(browser, "/").section("For you")
    assert "Somebody changed KF-900, which you own." in shown.text
    assert "Flood of pods" in shown.text
    key = Notification.objects.get().pk
    assert browser.get(f"/profile/news/{key}").status_code == 405
    assert Notification.objects.get().read_at is None
    assert browser.post(f"/profile/news/{key}")["Location"] == "/KF-900/history"
    assert Notification.objects.get().read_at is not None
    assert "For you" not in page(browser, "/").text
    assert "Somebody changed KF-900" in page(browser).text


@pytest.mark.parametrize("key", ["0", "999999", "9" * 30])
def test_what_is_not_there_is_not_found(robin: User, key: str) -> None:
    assert browser_of(robin).post(f"/profile/news/{key}").status_code == 404


def test_one_or_all_are_marked_as_read(robin: User) -> None:
    browser = browser_of(robin)
    tell(robin, 3)
    newest, _, oldest = Notification.objects.order_by("-pk").values_list("pk", flat=True)
    assert (
        browser.post("/profile/news?show=unread", {"one": oldest})["Location"] == "/profile/news?show=unread"
    )
    assert Notification.objects.get(read_at__isnull=False).pk == oldest
    browser.post("/profile/news", {"up_to": newest})
    assert not Notification.objects.unread().exists()
    assert "Nothing unread" in page(browser, "/profile/news?show=unread").text
    assert "Mark all as read" not in page(browser).text


@pytest.mark.parametrize("sent", [{}, {"one": "x"}, {"up_to": "-1"}, {"one": "9" * 50}])
def test_what_names_nothing_marks_nothing(robin: User, sent: dict[str, str]) -> None:
    tell(robin)
    assert browser_of(robin).post("/profile/news", sent).status_code == 302
    assert Notification.objects.unread().count() == 1


def test_it_comes_in_pages(robin: User) -> None:
    browser = browser_of(robin)
    tell(robin, 31)
    oldest = Notification.objects.order_by("pk").first()
    first = page(browser)
    (older,) = [address for address in first.addresses if "before=" in address]
    notify(kinds.TEAM_LEFT, to=[robin], at=NOW, team="Harbour")
    second = page(browser, older)
    assert second.text.count("Somebody changed your role") == 2  # once for its button that marks it
    assert f"/profile/news/{oldest.pk}" in browser.get(older).content.decode()
    assert "/profile/news" in second.addresses


@pytest.mark.parametrize("before", ["x", "-1", "9" * 40, "٣"])
def test_a_page_that_is_none_is_the_first(robin: User, before: str) -> None:
    tell(robin)
    assert "changed your role" in page(browser_of(robin), f"/profile/news?before={before}").text


def test_the_first_page_shows_the_newest_and_says_that_there_are_more(robin: User) -> None:
    tell(robin, 6)
    shown = page(browser_of(robin), "/").section("For you")
    assert shown.text.count("changed your role") == 5
    assert "More of your news" in shown.text


def test_news_costs_the_first_page_one_query_more(robin: User) -> None:
    browser = browser_of(robin)
    factories.saved("KF-900")
    factories.entries_are_known()
    tell(robin, 3)
    browser.get("/")
    # The index, the rows of stories, what changed.
    with statements.counted() as of_stranger:
        Client().get("/")
    # The session with its account, the news, and one's actions.
    with statements.counted() as asked:
        browser.get("/")
    assert len(asked) <= len(of_stranger) + 4, "\n".join(asked)


def test_what_others_write_is_shown_as_text(robin: User) -> None:
    notify(kinds.TEAM_LEFT, to=[robin], at=NOW, team="<script>alert(1)</script> {ref}")
    text = browser_of(robin).get("/profile/news").content.decode()
    assert "&lt;script&gt;" in text
    assert "<script>alert" not in text
    assert "{ref}" in text
