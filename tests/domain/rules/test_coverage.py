import pytest

from incidents.domain.rules import coverage, tools
from incidents.models.reader import ANYBODY
from incidents.rules.coverage import GIVES
from incidents.rules.proof.result import Proof
from incidents.rules.record import NoDetectionReason, StoryLink
from tests import factories, rule_factories

pytestmark = pytest.mark.usefixtures("shared_vocabulary", "db")
BUILDERS = {
    "M": rule_factories.manifest_rule,
    "A": rule_factories.alert_rule,
    "S": rule_factories.signature,
}


def watched(letter: str, relation: str, ref: str = "KF-900", **fields: object) -> None:
    build = BUILDERS[letter]
    rule_factories.saved(build(f"{letter}-900", stories=(StoryLink(ref, relation),), **fields))


def row() -> coverage.CoverageRow:
    (found,) = coverage.rows(list(coverage.stories(reader=ANYBODY)))
    return found


@pytest.mark.parametrize(("kind", "way"), GIVES.items())
def test_a_rule_covers_by_what_it_is_and_does(kind, way):
    factories.saved("KF-900")
    watched(*kind)
    assert row().rules == {way: (f"{kind[0]}-900",)}
    assert {gap for gap, count in coverage.gaps(reader=ANYBODY).items() if not count} == {way, "all"}


@pytest.mark.parametrize("relation", ["related", "contradicts"])
@pytest.mark.parametrize("letter", BUILDERS)
def test_what_is_related_covers_nothing(letter, relation):
    factories.saved("KF-900")
    watched(letter, relation)
    assert row().rules == {}


def test_a_rule_that_does_not_run_covers_nothing():
    factories.saved("KF-900")
    rule_factories.saved(proof=Proof(unproven="nobody tried it"))
    assert row().rules == {}


def test_a_story_without_sensible_detection_is_no_work():
    factories.saved("KF-900")
    told = (NoDetectionReason("KF-900", "A bug inside the application."),)
    tools.replace_no_detection(entries=told, now=factories.NOW)
    assert row().no_detection == "A bug inside the application."
    assert set(coverage.gaps(reader=ANYBODY).values()) == {0}


def test_what_a_reader_may_not_see_is_not_counted():
    factories.saved("KF-900", visibility="organisation")
    factories.saved("KF-901", status="draft")
    assert set(coverage.gaps(reader=ANYBODY).values()) == {0}
    assert not coverage.stories(reader=ANYBODY)
