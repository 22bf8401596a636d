from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from incidents.domain.rules import running, tools
from incidents.models.reader import ANYBODY, Reader
from incidents.rules import folder, record
from incidents.rules.lint.linter import File
from incidents.rules.proof.result import Proof
from incidents.rules.record import StoryLink
from incidents.stories.document import Symptom
from tests import factories, rule_factories
from tests.factories import NOW

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
UNSEEN = Symptom(id="s1", kind="log_line", text="It stops.")
RECORDED = Symptom(
    id="s1", kind="log_line", text="It stops.", observable="reactor core cold, 4711 rods stuck"
)


def test_what_is_saved_runs_at_once() -> None:
    factories.saved("KF-900")
    before = running.current(ANYBODY)
    rule_factories.saved()
    rule_factories.saved(rule_factories.signature())
    after = running.current(ANYBODY)
    assert (len(before.bundle.manifest_rules), len(after.bundle.manifest_rules)) == (0, 1)
    report = running.linter(ANYBODY).lint([File("a.yaml", rule_factories.BAD.encode())])
    assert [finding.rule for finding in report.findings] == ["M-900"]
    (match,) = running.matcher(ANYBODY).match("too many missed start times").stories
    assert match.story.ref == "KF-900"


def test_nothing_is_compiled_again_while_nothing_changes() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    first = running.current(ANYBODY)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert running.current(ANYBODY) is first
    assert len(queries) == 1
    member = Reader.of(factories.user("member"))
    with CaptureQueriesContext(connection) as queries:
        assert running.current(member) is first
    assert len(queries) == 1, "No story is closed, so none is asked for."
    factories.saved("KF-901", visibility="organisation", symptoms=(RECORDED,))
    with_closed = running.current(member)
    assert running.current(ANYBODY) is not with_closed
    with CaptureQueriesContext(connection) as queries:
        assert running.current(member) is with_closed
    assert len(queries) == 2


def test_stories_closed_to_others_stand_in_the_order_of_all() -> None:
    for ref, visibility in {"KF-9": "public", "KF-10": "organisation", "KF-11": "public"}.items():
        factories.saved(ref, visibility=visibility, symptoms=(RECORDED,))
    member = Reader.of(factories.user("member"))
    assert [story.ref for story in running.current(ANYBODY).bundle.stories] == ["KF-9", "KF-11"]
    assert [story.ref for story in running.current(member).bundle.stories] == ["KF-9", "KF-10", "KF-11"]


def test_nothing_is_compiled_again_for_a_story_that_no_rule_concerns() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    first = running.current(ANYBODY)
    factories.saved("KF-901", symptoms=(UNSEEN,))
    assert running.current(ANYBODY) is first


def test_what_a_story_has_recorded_is_found_without_a_rule() -> None:
    factories.saved("KF-900", symptoms=(RECORDED,))
    (match,) = running.matcher(ANYBODY).match("reactor core cold, 9 rods stuck").stories
    assert (match.story.ref, match.reasons[0].recognition.is_literal) == ("KF-900", True)

    factories.changed("KF-900", symptoms=(UNSEEN,), now=LATER)
    assert running.matcher(ANYBODY).match("reactor core cold, 9 rods stuck").stories == ()


def test_what_a_hidden_story_has_recorded_is_not_found() -> None:
    factories.saved("KF-900", visibility="organisation", symptoms=(RECORDED,))
    member = Reader.of(factories.user("member"))
    text = "reactor core cold, 9 rods stuck"
    assert running.matcher(ANYBODY).match(text).stories == ()
    assert [match.story.ref for match in running.matcher(member).match(text).stories] == ["KF-900"]

    factories.changed("KF-900", visibility="public", symptoms=(RECORDED,), now=LATER)
    assert [match.story.ref for match in running.matcher(ANYBODY).match(text).stories] == ["KF-900"]


def test_another_title_of_a_story_is_told() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    running.current(ANYBODY)
    factories.changed("KF-900", title="Another title", now=LATER)
    assert [story.title for story in running.current(ANYBODY).bundle.stories] == ["Another title"]


def test_a_reader_is_told_of_stories_that_the_reader_may_see() -> None:
    factories.saved("KF-900", visibility="organisation")
    factories.saved("KF-901")
    both = (StoryLink("KF-900", "detects"), StoryLink("KF-901", "detects"))
    rule_factories.saved(rule_factories.manifest_rule("M-1", stories=both))
    rule_factories.saved(rule_factories.manifest_rule("M-2"))
    member = running.current(Reader.of(factories.user("member"))).bundle
    assert [rule.ref for rule in member.manifest_rules] == ["M-1", "M-2"]
    bundle = running.current(ANYBODY).bundle
    assert [story.ref for story in bundle.stories] == ["KF-901"]
    assert [(rule.ref, [link.ref for link in rule.stories]) for rule in bundle.manifest_rules] == [
        ("M-1", ["KF-901"])
    ]


def test_a_rule_that_fails_its_tests_does_not_run() -> None:
    factories.saved("KF-900")
    rule_factories.saved(proof=Proof(unproven="promtool is missing"))
    assert running.current(ANYBODY).bundle.manifest_rules == ()


def test_checks_of_tools_come_and_go() -> None:
    factories.saved("KF-900")
    check = folder.RecordedCheck("CKV_K8S_15", "KF-900", "contradicts", "It pulls each time.")
    tools.replace(tool=folder.ToolFile("checkov", (check,)), now=NOW)
    tools.replace_no_detection(entries=[record.NoDetectionReason("KF-900", "It is a thought.")], now=NOW)
    bundle = running.current(ANYBODY).bundle
    assert [mapping.check for mapping in bundle.mappings] == ["CKV_K8S_15"]
    assert [one.reason for one in bundle.no_detection] == ["It is a thought."]
    tools.replace(tool=folder.ToolFile("checkov", ()), now=LATER)
    tools.replace_no_detection(entries=[], now=LATER)
    assert running.current(ANYBODY).bundle.mappings == ()
    assert running.current(ANYBODY).bundle.no_detection == ()
