"""The pages that erase words of a story, and what pages and the API answer afterwards."""

import pytest
from django.test import Client

from incidents.models import AuditEntry, Revision, User
from tests import factories, traces
from tests.traces import IN_ADDRESSES, PARTS, SECRET, erase, tables_with

pytestmark = pytest.mark.django_db

ADDRESSES = (
    "/",
    "/KF-900",
    "/KF-900/history",
    "/KF-900/history/1",
    "/KF-900/history/2",
    "/KF-900/compare",
    "/KF-2",
    "/stories/",
    "/sources/",
    "/organisations/",
    "/rules/",
    "/rules/M-900",
    "/rules/M-900/history/1",
    "/coverage",
    "/tools/harbour-lint",
    "/api/v1/stories",
    "/api/v1/stories/KF-900",
    "/api/v1/stories/KF-900.md",
    "/api/v1/stories/KF-900.yaml",
    "/api/v1/stories/KF-900/revisions",
    "/api/v1/stories/KF-900/revisions/1",
    "/api/v1/rules",
    "/api/v1/rules/M-900",
    "/api/v1/export/bundle.json",
    "/api/v1/export/resolve.json",
    "/feed.atom",
    "/feed.json",
)


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture
def author() -> User:
    return factories.user("admin", role=User.Role.ADMINISTRATOR)


@pytest.fixture
def browser(author: User) -> Client:
    return signed_in(author)


@pytest.mark.parametrize("reader", ["anonymous", "administrator"])
def test_no_page_and_no_answer_shows_the_words(author: User, reader: str) -> None:
    traces.leave(author)
    client = signed_in(author) if reader == "administrator" else Client()
    before = {address: client.get(address) for address in ADDRESSES}
    assert sum(SECRET in answer.content.decode() for answer in before.values()) > 10
    erase(author)
    for address, kept in before.items():
        headers = {"If-None-Match": kept["ETag"]} if "ETag" in kept else {}
        answer = client.get(address, headers=headers)
        assert answer.status_code == kept.status_code, address
        shown = answer.content.decode().lower()
        assert [part for part in PARTS if part in shown] == [], address


def test_names_that_held_the_words_lead_nowhere(author: User, browser: Client) -> None:
    traces.leave(author)
    erase(author)
    assert browser.get(f"/stories/{IN_ADDRESSES}").status_code == 404
    assert browser.get(f"/stories/token-{IN_ADDRESSES}-in-log").status_code == 404
    assert browser.get("/stories/other-name").status_code == 301


def test_the_history_leads_administrators_to_the_form(browser: Client) -> None:
    factories.saved("KF-900")
    assert "/KF-900/erase" in browser.get("/KF-900/history").content.decode()
    editor = signed_in(factories.user("editor", role=User.Role.EDITOR))
    assert "/KF-900/erase" not in editor.get("/KF-900/history").content.decode()
    assert "cannot be undone" not in browser.get("/KF-900/erase").content.decode()


def test_words_are_erased_once_the_places_were_shown_and_confirmed(author: User, browser: Client) -> None:
    factories.saved("KF-900", summary=f"{SECRET} and Robin\nHarbour")
    typed = {"words": f"{SECRET}\r\nRobin Harbour\r\n", "reason": "A token was pasted."}
    shown = browser.post("/KF-900/erase", typed)
    assert shown.status_code == 200
    assert "revision 1 /summary" in shown.content.decode()
    assert "This cannot be undone" in shown.content.decode()
    assert Revision.objects.count() == 1
    done = browser.post("/KF-900/erase", typed | {"confirmed": "on"}, follow=True)
    assert "Words were erased from 1 text." in done.content.decode()
    assert not tables_with(SECRET)
    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.address, entry.target) == (author, "127.0.0.1", "KF-900")


@pytest.mark.parametrize(
    ("typed", "status", "said"),
    [
        ({"words": ""}, 422, "Is empty; write what has to go"),
        ({"words": "ab"}, 422, "Line 1 has 2 characters"),
        ({"words": "nowhere at all"}, 409, "none of the words is in a text of KF-900"),
        ({"reason": ""}, 422, "Is blank; say why"),
        ({"reason": f"It was {SECRET}."}, 422, "Holds what has to go"),
        ({"reason": "", "confirmed": "on"}, 422, "Is blank; say why"),
    ],
)
def test_what_cannot_be_erased_is_said_and_nothing_typed_is_lost(
    browser: Client, typed: dict[str, str], status: int, said: str
) -> None:
    factories.saved("KF-900", summary=SECRET)
    sent = {"words": SECRET, "reason": "A token was pasted."} | typed
    answer = browser.post("/KF-900/erase", sent)
    html = answer.content.decode()
    assert answer.status_code == status
    assert said in html
    assert sent["words"] in html
    assert sent["reason"] in html
    assert SECRET in Revision.objects.get().document
