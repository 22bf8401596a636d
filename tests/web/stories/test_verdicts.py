"""Approving of a story and asking for changes, in the browser."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from incidents.models import Incident, Review
from tests import factories
from tests.factories import NOW
from tests.page import read
from tests.web import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

As = Callable[[str], Client]
PAGE = "/KF-5/review"


def said(client: Client, address: str = PAGE) -> str:
    return read(client.get(address).content.decode()).text


def test_a_reviewer_asks_for_changes_and_then_approves(as_: As) -> None:
    reviewer, owner = as_("reviewer"), as_("owner")
    sent = {"action": "request_changes", "based_on": "1", "words": "Say when\r\nit began."}
    response = reviewer.post(PAGE, sent, follow=True)
    assert "You ask for changes of revision 1." in read(response.content.decode()).text
    assert "Changes requested Say when it began." in said(owner)
    reviewer.post(PAGE, {"action": "approve", "based_on": "1"})
    assert "Superseded by a later review" in said(owner)
    history = said(owner, "/KF-5/history")
    assert "Approved by reviewer" in history
    assert "Say when it began." in history
    response = reviewer.post(PAGE, {"action": "withdraw_review"}, follow=True)
    assert "Your review is withdrawn." in read(response.content.decode()).text


def test_what_was_typed_stays_where_somebody_saved_meanwhile(as_: As) -> None:
    reviewer = as_("reviewer")
    story = Incident.objects.get(ref="KF-5")
    factories.changed("KF-5", visibility=story.visibility, title="A title that was written meanwhile")
    sent = {"action": "approve", "based_on": "1", "words": "Well told."}
    response = reviewer.post(PAGE, sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "KF-5 is at revision 2; you started from 1." in page
    assert "Well told." in page
    assert "/KF-5/compare?from=1&amp;to=2" in page
    assert not Review.objects.exists()
    assert reviewer.post(PAGE, sent | {"based_on": "2"}).status_code == 302


def test_an_outdated_approval_says_so(as_: As) -> None:
    as_("reviewer").post(PAGE, {"action": "approve", "based_on": "1"})
    story = Incident.objects.get(ref="KF-5")
    factories.changed("KF-5", visibility=story.visibility, title="A title that was written meanwhile")
    assert "The story was changed since, so this does not count any more" in said(as_("owner"))


@pytest.mark.parametrize(("number", "status"), [("", 400), ("x", 400), ("7", 409)])
def test_a_form_that_names_no_revision(as_: As, number: str, status: int) -> None:
    sent = {"action": "approve", "based_on": number, "words": "Well told."}
    response = as_("reviewer").post(PAGE, sent)
    assert response.status_code == status
    assert "Well told." in response.content.decode()
    assert not Review.objects.exists()


def test_changes_without_words(as_: As) -> None:
    response = as_("reviewer").post(PAGE, {"action": "request_changes", "based_on": "1"})
    assert response.status_code == 422
    assert "Is blank; say what has to change." in response.content.decode()


def test_who_sees_the_story_and_is_not_asked_reviews_nothing(as_: As) -> None:
    for action in ("approve", "request_changes", "withdraw_review"):
        sent = {"action": action, "based_on": "1", "words": "No"}
        assert as_("team_mate").post(PAGE, sent).status_code == 403
        assert as_("stranger").post(PAGE, sent).status_code == 404
    assert not Review.objects.exists()


def test_who_has_not_signed_in_reads_no_review(as_: As, client: Client) -> None:
    as_("editor").post("/KF-1/review", {"action": "approve", "based_on": "1", "words": "Among us."})
    assert "Among us." in said(as_("stranger"), "/KF-1/history")
    assert "Among us." not in said(client, "/KF-1/history")


def test_how_many_approvals_are_wanted_stands_on_the_page(as_: As, settings: Settings) -> None:
    settings.APPROVALS_WANTED = 2
    assert "needs 2 approvals of others than its owner and its author, and has 0" in said(as_("owner"))


@pytest.mark.parametrize("reviews", [0, 5])
def test_more_reviews_ask_no_more_queries(as_: As, reviews: int) -> None:
    story, owner = Incident.objects.get(ref="KF-5"), as_("owner")
    for nth in range(reviews):
        person = factories.user(f"reviewer-{nth}")
        Review.objects.create(
            incident=story, revision_number=1, reviewer=person, verdict="approved", given_at=NOW
        )
    # A session and its user; the story, whether she is asked; approvals, objections, requests, reviews.
    with statements.counted() as asked:
        owner.get(PAGE)
    assert len(asked) == 8, "\n".join(asked)
