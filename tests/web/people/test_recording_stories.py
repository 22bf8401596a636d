"""What the audit log says of those who open, close and take along stories."""

import pytest
from django.test import Client
from django.utils import timezone

from incidents.models import AuditEntry, Incident, User
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.web.administrators import browser_of

pytestmark = pytest.mark.django_db

FILES = {
    "/stories.csv": "stories.csv",
    "/coverage.csv": "coverage.csv",
    "/actions.csv": "actions.csv",
    "/api/v1/export/bundle.json": "bundle.json",
}


@pytest.fixture
def editor() -> User:
    return factories.user("edith", role="editor")


@pytest.fixture
def stories(editor: User) -> None:
    factories.saved("KF-1")
    factories.saved("KF-2", visibility="organisation")
    both = (StoryLink("KF-1", "detects"), StoryLink("KF-2", "detects"))
    rule_factories.saved(rule_factories.manifest_rule(stories=both))
    for incident in Incident.objects.all():
        factories.action(incident, editor)


def entries() -> list[tuple[str, str, str | None]]:
    rows = AuditEntry.objects.filter(action__startswith="stor").order_by("pk")
    return list(rows.values_list("action", "target", "address"))


def test_what_is_done_to_a_story_says_where_from(editor: User) -> None:
    factories.saved("KF-1", status="draft")
    browser = browser_of(editor)
    browser.post("/KF-1/publish", {"based_on": "1"})
    browser.post("/KF-1/withdraw", {"based_on": "2", "reason": "It names a customer."})
    assert entries() == [("story.published", "KF-1", "127.0.0.1"), ("story.withdrawn", "KF-1", "127.0.0.1")]


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("address", FILES)
def test_who_takes_closed_stories_along_is_recorded_once_an_hour(editor: User, address: str) -> None:
    for _ in range(2):
        assert browser_of(editor).get(address).status_code == 200
    assert entries() == [("stories.exported", FILES[address], "127.0.0.1")]
    assert AuditEntry.objects.get(action="stories.exported").details == {"closed stories": 1}


@pytest.mark.usefixtures("stories")
@pytest.mark.parametrize("address", FILES)
def test_what_everybody_may_read_is_not_recorded(editor: User, address: str) -> None:
    factories.changed("KF-2", visibility="public")
    browser_of(editor).get(address)
    Client().get(address)
    assert entries() == []


@pytest.mark.usefixtures("stories")
def test_a_token_takes_along_what_its_owner_does(editor: User) -> None:
    written = factories.token(editor, now=timezone.now()).written
    Client().get("/api/v1/export/bundle.json", HTTP_AUTHORIZATION=f"Bearer {written}")
    entry = AuditEntry.objects.get(action="stories.exported")
    assert (entry.actor, entry.details) == (editor, {"closed stories": 1})
