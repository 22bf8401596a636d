"""What is missing before a story is published, what its readers will see, and the button."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.models import Incident, Revision
from incidents.stories.document import Relation
from tests import factories
from tests.page import read
from tests.web import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

As = Callable[[str], Client]
PAGE = "/KF-2/publish"
PREVIEW = f"{PAGE}/preview"
OPEN_DRAFT = {"visibility": "public", "status": "draft"}


def said(client: Client, address: str = PAGE) -> str:
    return read(client.get(address).content.decode()).text


def test_what_is_missing_prevents_it_and_leads_to_where_it_is_mended(as_: As) -> None:
    factories.changed("KF-2", **OPEN_DRAFT, summary=None, takeaways=())
    editor = as_("editor")
    text = said(editor)
    assert "Title and summary prevents A published story needs a summary." in text
    assert "Takeaways prevents A published story needs at least one takeaway." in text
    assert "It cannot be published yet" in text
    page = editor.get(PAGE).content.decode()
    assert "/KF-2/change" in page
    assert "/KF-2/actions/new" in page
    assert editor.post(PAGE, {"based_on": "2"}).status_code == 422
    assert Incident.objects.get(ref="KF-2").status == "draft"


def test_an_open_draft_is_where_it_is_mended(as_: As) -> None:
    factories.changed("KF-2", **OPEN_DRAFT, takeaways=())
    editor = as_("editor")
    draft = editor.post("/KF-2/change")["Location"]
    assert f'href="{draft}#section-takeaways"' in editor.get(PAGE).content.decode()
    assert "You have an open draft of this story." in said(editor)


def test_advice_prevents_nothing(as_: As) -> None:
    editor = as_("editor")
    factories.action(Incident.objects.get(ref="KF-2"), factories.user("planner", role="editor"))
    editor.post("/KF-2/comments", {"action": "comment", "key": str(uuid4()), "text": "When?"})
    text = said(editor)
    assert "“Alert on restarts” has no owner and no due date." in text
    assert "One thread is not resolved." in text
    assert "reviewer aboard is asked and has not answered yet." in text
    assert "No event is told" in text
    response = editor.post(PAGE, {"based_on": "1"})
    assert (response.status_code, response["Location"]) == (302, "/KF-2")
    assert Incident.objects.get(ref="KF-2").status == "published"
    assert "KF-2 is published: read it." in said(editor)


def test_blame_is_quoted(as_: As) -> None:
    factories.changed("KF-2", **OPEN_DRAFT, summary="The operator should have tested the limit.")
    assert "Title and summary: “should have" in said(as_("editor"))


def test_approvals_that_are_wanted_prevent_it(as_: As, settings: Settings) -> None:
    settings.APPROVALS_WANTED = 1
    editor = as_("editor")
    assert "Approvals prevents Revision 1 has 0 of 1 approvals that are wanted." in said(editor)
    assert editor.post(PAGE, {"based_on": "1"}).status_code == 422
    as_("reviewer").post("/KF-2/review", {"action": "approve", "based_on": "1"})
    assert editor.post(PAGE, {"based_on": "1"}).status_code == 302


@pytest.mark.parametrize(("number", "status"), [("", 400), ("x", 400), ("1", 409), ("7", 409)])
def test_a_revision_that_was_not_looked_at_is_not_published(as_: As, number: str, status: int) -> None:
    factories.changed("KF-2", **OPEN_DRAFT, title="A title that was written meanwhile")
    response = as_("editor").post(PAGE, {"based_on": number})
    assert response.status_code == status
    page = response.content.decode()
    assert "A title that was written meanwhile" in page
    assert 'name="based_on" value="2"' in page
    assert Incident.objects.get(ref="KF-2").status == "draft"


def test_a_story_that_has_ended_is_not_published(as_: As) -> None:
    editor = as_("editor")
    editor.post("/KF-2/withdraw", {"based_on": "1", "reason": "Told twice."})
    assert "KF-2 is withdrawn." in said(editor)
    assert editor.post(PAGE, {"based_on": "2"}).status_code == 409
    assert Incident.objects.get(ref="KF-2").status == "withdrawn"


def test_it_is_published_once(as_: As) -> None:
    assert as_("editor").post("/KF-1/publish", {"based_on": "1"}).status_code == 302
    assert Revision.objects.filter(incident__ref="KF-1").count() == 1


def test_the_preview_hides_what_its_readers_may_not_read(as_: As) -> None:
    relations = (Relation(type="see_also", to="KF-1"), Relation(type="see_also", to="KF-3"))
    factories.changed("KF-2", **OPEN_DRAFT, relations=relations)
    factories.changed("KF-3", visibility="organisation", title="A story for those who are signed in")
    editor = as_("editor")
    assert "A story for those who are signed in" in said(editor, "/KF-2")
    text = said(editor, PREVIEW)
    assert "A story for those who are signed in" not in text
    assert "KF-3" not in text
    assert "KF-1" in text


def test_the_preview_is_the_page_that_will_be_read(as_: As, client: Client) -> None:
    factories.changed("KF-2", **OPEN_DRAFT, relations=(Relation(type="see_also", to="KF-1"),))
    editor = as_("editor")
    previewed = article(editor, PREVIEW)
    assert client.get("/KF-2").status_code == 404
    editor.post(PAGE, {"based_on": "2"})
    assert previewed == article(client, "/KF-2")


def article(client: Client, address: str) -> str:
    """The story without the number and the day of its revision: publishing makes a new one."""
    page = client.get(address).content.decode()
    return re.sub(r"revision \d+(?: of [\w ]+)?", "", page[page.index("<article") : page.index("</article>")])


def test_where_nobody_reads_without_signing_in_it_is_for_members(as_: As, settings: Settings) -> None:
    settings.PUBLIC_READING = False
    relations = (Relation(type="see_also", to="KF-3"), Relation(type="see_also", to="KF-4"))
    factories.changed("KF-2", **OPEN_DRAFT, relations=relations)
    text = said(as_("editor"), PREVIEW)
    assert "It will be read by everybody who is signed in." in text
    assert "KF-3" in text
    assert "KF-4" not in text


def test_who_may_edit_finds_the_page_from_the_story(as_: As) -> None:
    assert PAGE in as_("editor").get("/KF-2").content.decode()
    assert PAGE not in as_("reviewer").get("/KF-2").content.decode()
    assert "/KF-1/publish" not in as_("editor").get("/KF-1").content.decode()


@pytest.mark.parametrize(("person", "status"), [("reviewer", 403), ("stranger", 404), ("team_mate", 404)])
def test_nobody_else_publishes(as_: As, person: str, status: int) -> None:
    assert as_(person).post(PAGE, {"based_on": "1"}).status_code == status
    assert Incident.objects.get(ref="KF-2").status == "draft"


@pytest.mark.parametrize("number", [0, 5])
def test_more_to_say_asks_no_more_queries(as_: As, number: int) -> None:
    story, planner = Incident.objects.get(ref="KF-2"), factories.user("planner", role="editor")
    editor = as_("editor")
    for nth in range(number):
        factories.action(story, planner, title=f"Action {nth}")
    # A session and its user; the story; the draft; actions, approvals, objections, requests, comments;
    # candidates, for the header.
    with statements.counted() as asked:
        editor.get(PAGE)
    assert len(asked) == 10, "\n".join(asked)
