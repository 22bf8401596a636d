"""What a rule said while it was linked to closed stories alone, and rules that an editor may not see."""

import msgspec
import pytest

from incidents import yamlwriting
from incidents.domain import rules
from incidents.models import Rule
from incidents.rules.record import StoryLink
from tests import rule_factories
from tests.page import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shared_cast")]

PEOPLE = ("anonymous", "stranger", "team_mate", "named", "editor")
CLOSED, OPEN = StoryLink("KF-5", "detects", "f1"), StoryLink("KF-1", "detects", "f1")
SECRET = "Words of the harbour"


@pytest.fixture
def opened(gathered):
    """A rule that was for the team alone, then for everybody."""
    rule = rule_factories.manifest_rule("M-7", stories=(CLOSED,), message=SECRET)
    rule_factories.saved(rule)
    rule_factories.saved(
        msgspec.structs.replace(rule, stories=(CLOSED, OPEN), message="Words for all."), based_on=1
    )


@pytest.mark.parametrize("person", PEOPLE)
def test_a_revision_is_shown_as_far_as_its_own_links_are(as_, opened, person):
    client = as_(person)
    first = client.get("/rules/M-7/history/1")
    listed = read(client.get("/rules/M-7/history").content.decode()).addresses
    second = client.get("/rules/M-7/history/2")
    assert second.status_code == 200
    if person == "team_mate":
        assert SECRET in first.content.decode()
        assert "/rules/M-7/history/1" in listed
        assert read(second.content.decode()).words("del")
    else:
        assert first.status_code == 404
        assert "/rules/M-7/history/1" not in listed
        assert SECRET not in second.content.decode()
    assert "/rules/M-7/history/2" in listed


def test_nobody_restores_a_revision_she_may_not_see(as_, opened):
    unseen, unknown = (
        as_("editor").post("/rules/M-7/restore", {"number": number, "based_on": "2"}) for number in (1, 9)
    )
    assert (unseen.status_code, unknown.status_code) == (404, 404)
    assert rules.current(ref="M-7").message == "Words for all."


def test_restoring_keeps_the_links_the_editor_was_not_shown(as_, gathered):
    rule = rule_factories.manifest_rule("M-7", stories=(OPEN, StoryLink("KF-7", "related")))
    rule_factories.saved(rule)
    rule_factories.saved(msgspec.structs.replace(rule, stories=(CLOSED, OPEN), message="Later."), based_on=1)
    assert as_("editor").post("/rules/M-7/restore", {"number": 1, "based_on": "2"}).status_code == 302
    restored = rules.current(ref="M-7")
    assert restored.message == rule.message
    assert set(restored.stories) == {OPEN, CLOSED}


@pytest.mark.parametrize("taken", ["M-1", "M-5"])
def test_a_reference_that_is_taken_tells_no_more_than_that(as_, gathered, taken):
    """M-1 is for everybody, M-5 for the team."""
    rule = rule_factories.manifest_rule(taken, name="new-here", stories=(OPEN,))
    response = as_("editor").post("/rules/new/M", {"text": yamlwriting.to_yaml(rule), "save": "yes"})
    page = response.content.decode().replace(taken, "REF")
    assert response.status_code == 409
    assert "REF is not available: choose another reference" in page
    assert "revision 1" not in page
    assert "ref: REF" in page


@pytest.mark.parametrize("taken", ["rule-m-1", "rule-m-5"])
def test_a_name_that_is_taken_tells_no_more_than_that(as_, gathered, taken):
    rule = rule_factories.manifest_rule("M-70", name=taken, stories=(OPEN,))
    response = as_("editor").post("/rules/new/M", {"text": yamlwriting.to_yaml(rule), "save": "yes"})
    assert response.status_code == 422
    assert f"“{taken}” is not available; choose another name" in response.content.decode()


@pytest.mark.parametrize("successor", ["M-5", "M-777"])
def test_a_hidden_successor_is_an_unknown_one(as_, gathered, successor):
    rule = rule_factories.manifest_rule("M-70", stories=(OPEN,), status="deprecated", replaced_by=successor)
    response = as_("editor").post("/rules/new/M", {"text": yamlwriting.to_yaml(rule), "save": "yes"})
    assert response.status_code == 422
    assert f"there is no rule {successor}" in response.content.decode()
    assert not Rule.objects.filter(ref="M-70").exists()


def test_a_hidden_successor_is_shown_to_nobody_else(as_, gathered):
    rule = rule_factories.manifest_rule("M-70", stories=(OPEN,), status="deprecated", replaced_by="M-5")
    rule_factories.saved(rule)
    for path in ("/rules/M-70", "/rules/M-70/history/1", "/api/v1/rules/M-70", "/api/v1/rules/M-70.yaml"):
        assert "M-5" not in as_("stranger").get(path).content.decode()
        assert "M-5" in as_("team_mate").get(path).content.decode()
