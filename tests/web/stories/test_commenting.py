"""Comments in the browser."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from incidents.models import Comment
from tests.page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

As = Callable[[str], Client]
PAGE = "/KF-5/comments"


def post(browser: Client, text: str, **fields: str) -> str:
    sent = {"action": "comment", "key": str(uuid4()), "text": text} | fields
    response = browser.post(PAGE, sent, follow=True)
    return read(response.content.decode()).text


def test_a_thread_is_written_answered_resolved_and_opened_again(as_: As) -> None:
    owner, mate = as_("owner"), as_("team_mate")
    assert PAGE in mate.get("/KF-5").content.decode()
    said = post(mate, "Since when?", anchor="f1")
    assert "Factor f1" in said
    thread = str(Comment.objects.get().pk)
    assert "Since Monday." in post(owner, "Since Monday.", thread=thread)
    response = owner.post(PAGE, {"action": "resolve", "thread": thread}, follow=True)
    assert "Resolved by owner aboard" in read(response.content.decode()).text
    response = mate.post(PAGE, {"action": "reopen", "thread": thread}, follow=True)
    assert "Resolved by" not in read(response.content.decode()).text
    assert as_("stranger").post(PAGE, {"action": "resolve", "thread": thread}).status_code == 404


def test_whoever_may_not_resolve_is_not_offered_it(as_: As) -> None:
    post(as_("owner"), "Since when?")
    response = as_("team_mate").get(PAGE)
    assert 'value="resolve"' not in response.content.decode()
    sent = {"action": "resolve", "thread": str(Comment.objects.get().pk)}
    assert as_("team_mate").post(PAGE, sent).status_code == 409


def test_a_mention_of_nobody_and_of_somebody_who_may_not_see_read_alike(as_: As) -> None:
    mate, said = as_("team_mate"), []
    for name in ("stranger", "nobody"):
        said.append(post(mate, f"Ask @{name}.").replace(name, "…"))
        Comment.objects.all().delete()
    assert "Ask @…." in said[0]
    assert said[0] == said[1]


@pytest.mark.parametrize(("text", "anchor", "fault"), [("", "", "Is blank"), ("So?", "f99", "Names no part")])
def test_a_fault_stands_beside_its_field_and_what_was_typed_stays(
    as_: As, text: str, anchor: str, fault: str
) -> None:
    sent = {"action": "comment", "key": str(uuid4()), "text": text, "anchor": anchor}
    response = as_("owner").post(PAGE, sent)
    assert response.status_code == 422
    assert fault in response.content.decode()
    assert text in response.content.decode()


def test_a_faulty_reply_comes_back_in_its_thread(as_: As) -> None:
    owner = as_("owner")
    post(owner, "Since when?")
    sent = {"action": "comment", "key": str(uuid4()), "text": " ", "thread": str(Comment.objects.get().pk)}
    response = owner.post(PAGE, sent)
    assert response.status_code == 422
    assert "<details open>" in response.content.decode()


@pytest.mark.parametrize(
    "sent",
    [{"action": ""}, {"action": "resolve"}, {"action": "resolve", "thread": "x"}, {"action": "comment"}],
)
def test_what_no_page_sends_is_refused(as_: As, sent: dict[str, str]) -> None:
    assert as_("owner").post(PAGE, sent).status_code == 400


def test_markup_is_text(as_: As) -> None:
    owner = as_("owner")
    post(owner, "<script>alert(1)</script>")
    assert "<script>alert" not in owner.get(PAGE).content.decode()


def test_more_comments_ask_no_more_of_the_database(as_: As) -> None:
    owner = as_("owner")
    numbers = []
    for _ in range(2):
        post(owner, "Since when?")
        post(owner, "Since Monday.", thread=str(Comment.objects.threads().latest("pk").pk))
        with CaptureQueriesContext(connection) as asked:
            owner.get(PAGE)
        numbers.append(len(asked))
    assert numbers[0] == numbers[1]
