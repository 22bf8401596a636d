"""Looking for similar stories from the editor: what helped, what was not done, relations by one click."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from incidents.domain import drafts
from incidents.models import Draft, Incident, User
from incidents.models.reader import Reader
from incidents.stories.document import Fix
from tests import factories
from tests.web.writing.test_editing import begun, draft_at, typed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]
WORDS = "Zebrafish resolver forgets its upstream after a rotation"


@pytest.fixture
def signed_in(client: Client) -> Client:
    client.force_login(factories.user("author", role=User.Role.AUTHOR))
    return client


def look(client: Client, title: str = WORDS) -> tuple[str, str]:
    """The address of a new draft with this title, and the page with what is similar."""
    address = begun(client)
    response = typed(client, address, "similar", title=title)
    assert response.status_code == 200
    return address, response.content.decode()


def test_a_similar_story_is_shown_with_what_helped_and_what_was_not_done(signed_in: Client) -> None:
    fix = Fix(phase="remediation", text="Restart the quagga resolver", outcome="worked")
    saved = factories.saved("KF-900", title=WORDS, fixes=(fix,))
    factories.action(saved.incident, factories.user("planner"), title="Pin the upstream for good")
    address, shown = look(signed_in)
    assert "KF-900" in shown
    assert "Restart the quagga resolver" in shown
    assert "Pin the upstream for good" in shown
    assert draft_at(address).content["title"] == WORDS, "looking keeps what was typed"


def test_a_hidden_story_and_its_actions_are_not_shown(signed_in: Client) -> None:
    saved = factories.saved("KF-900", title=WORDS, visibility="people")
    factories.action(saved.incident, factories.user("planner"), title="Pin the upstream for good")
    _, shown = look(signed_in)
    assert "KF-900" not in shown
    assert "Pin the upstream" not in shown


def test_one_click_relates_the_story_once(signed_in: Client) -> None:
    factories.saved("KF-900", title=WORDS)
    address, _ = look(signed_in)
    for _ in range(2):
        typed(signed_in, address, "relate recurrence_of KF-900")
    rows = Draft.objects.get().content["relations"]
    assert [(row["type"], row["to"]) for row in rows] == [("recurrence_of", "KF-900")]
    assert "Among your related stories" in typed(signed_in, address, "similar").content.decode()


def test_a_used_up_quota_loses_nothing(signed_in: Client, settings: Settings) -> None:
    address = begun(signed_in)
    settings.ANALYSIS_RATES = {"anonymous": (1, 60), "signed_in": (1, 60)}
    for _ in range(2):
        refused = typed(signed_in, address, "similar", title=WORDS)
    assert refused.status_code == 429
    assert "What you typed is saved" in refused.content.decode()
    assert draft_at(address).content["title"] == WORDS


def test_an_empty_draft_says_what_to_type(signed_in: Client) -> None:
    assert "nothing to go by yet" in look(signed_in, title="")[1]


def test_a_change_of_a_story_does_not_find_itself(signed_in: Client) -> None:
    saved = factories.saved("KF-900", title=WORDS, author=User.objects.get(username="author"))
    response = signed_in.post(f"/{saved.incident.ref}/change")
    assert response.status_code == 302, response.content.decode()[:500]
    shown = typed(signed_in, response["Location"], "similar").content.decode()
    assert "relate recurrence_of KF-900" not in shown


def test_more_similar_stories_need_no_more_queries(signed_in: Client) -> None:
    def queries() -> int:
        factories.entries_are_known()
        look(signed_in)
        draft, reader = Draft.objects.last(), Reader(person=User.objects.get(username="author").pk)
        assert draft
        with CaptureQueriesContext(connection) as seen:
            found = drafts.precedents(draft=draft, reader=reader)
        assert len(found.stories) == Incident.objects.count()
        return len(seen)

    planner = factories.user("planner")
    factories.action(factories.saved("KF-900", title=WORDS).incident, planner)
    first = queries()
    for ref in ("KF-901", "KF-902"):
        factories.action(factories.saved(ref, title=WORDS).incident, planner)
    assert queries() == first
