from datetime import timedelta

import pytest
from msgspec.structs import replace
from pytest_django import DjangoAssertNumQueries

from incidents.domain import rules, search
from incidents.domain.search import Query
from incidents.errors import Fault, NotPossible, Outdated, Refused
from incidents.models import Incident, Rule, RuleLink, RuleRevision
from incidents.models.reader import ANYBODY
from incidents.rules.proof.result import Proof
from incidents.rules.record import StoryLink
from tests import factories, rule_factories
from tests.factories import NOW
from tests.threads import at_once

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=1)
FAILS = Proof((Fault("/tests/bad/0", "does not fire"),))
UNPROVEN = Proof(unproven="promtool is missing")


def with_rule() -> set[str]:
    """The stories that the facet counts as having a rule."""
    found = search.find(reader=ANYBODY, query=Query(chosen={"has_rule": ("yes",)}))
    return {row.ref for row in found.rows}


def test_a_new_rule_has_a_head_a_revision_and_links() -> None:
    factories.saved("KF-900")
    saved = rule_factories.saved()
    assert (saved.rule.kind, saved.rule.number, saved.rule.level) == ("M", 900, "high")
    assert rules.current(ref="M-900") == rule_factories.manifest_rule()
    (link,) = RuleLink.objects.all()
    assert (link.incident.ref, link.relation, link.target) == ("KF-900", "detects", "f1")


def test_saving_the_same_again_writes_nothing() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    again = rule_factories.saved(based_on=1, now=LATER)
    assert (again.changed, RuleRevision.objects.count()) == (False, 1)


def test_every_fault_is_named_at_once() -> None:
    factories.saved("KF-900")
    rule_factories.saved(rule_factories.manifest_rule("M-1", name="taken"))
    rule = rule_factories.manifest_rule(
        "M-2",
        name="taken",
        status="stable",
        replaced_by="M-77",
        stories=(StoryLink("KF-900", "detects", "f9"), StoryLink("KF-44", "related")),
    )
    with pytest.raises(Refused) as refused:
        rule_factories.saved(rule, proof=FAILS)
    assert {fault.pointer for fault in refused.value.faults} == {
        "/name",
        "/replaced_by",
        "/status",
        "/stories/0/target",
        "/stories/1/ref",
        "/tests/bad/0",
    }
    assert not Rule.objects.filter(ref="M-2").exists()


@pytest.mark.parametrize("proof", [FAILS, UNPROVEN])
@pytest.mark.parametrize("status", ["test", "stable"])
def test_only_a_rule_that_passes_its_tests_is_called_tested(status: str, proof: Proof) -> None:
    factories.saved("KF-900")
    with pytest.raises(Refused, match="passes its own tests"):
        rule_factories.saved(rule_factories.manifest_rule(status=status), proof=proof)


def test_a_rule_that_fails_may_be_kept_but_does_not_run() -> None:
    factories.saved("KF-900")
    rule_factories.saved(proof=FAILS)
    assert list(Rule.objects.that_run()) == []
    assert with_rule() == set()


def test_somebody_who_started_from_an_older_revision_is_told() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    rule_factories.saved(rule_factories.manifest_rule(message="Other words."), based_on=1)
    with pytest.raises(Outdated) as outdated:
        rule_factories.saved(rule_factories.manifest_rule(message="My words."), based_on=1)
    assert outdated.value.current == 2


def test_there_is_nothing_to_change_where_there_is_no_rule() -> None:
    factories.saved("KF-900")
    with pytest.raises(NotPossible):
        rule_factories.saved(based_on=3)


def test_stories_that_had_or_have_the_rule_move() -> None:
    factories.saved("KF-900")
    factories.saved("KF-901")
    factories.saved("KF-902")
    rule_factories.saved(now=LATER)
    assert with_rule() == {"KF-900"}
    moved = rule_factories.manifest_rule(stories=(StoryLink("KF-901", "related"),))
    rule_factories.saved(moved, based_on=1, now=LATER + timedelta(days=1))
    times = dict(Incident.objects.values_list("ref", "modified_at"))
    assert times["KF-900"] == times["KF-901"] == LATER + timedelta(days=1)
    assert times["KF-902"] == NOW
    assert with_rule() == set()


def test_a_story_saved_again_keeps_its_rule() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    factories.changed("KF-900", title="Another title")
    assert with_rule() == {"KF-900"}


def test_an_earlier_revision_can_be_restored() -> None:
    factories.saved("KF-900")
    rule_factories.saved()
    rule_factories.saved(rule_factories.manifest_rule(message="Other words."), based_on=1)
    earlier = rules.visibility.restorable(ref="M-900", number=1, reader=ANYBODY)
    restored = rule_factories.saved(earlier, based_on=2)
    assert (restored.rule.revision_number, restored.rule.message) == (3, "Runs pile up.")


def test_new_references_count_up() -> None:
    factories.saved("KF-900")
    assert rules.next_ref(letter="S") == "S-1"
    rule_factories.saved(rule_factories.signature("S-41"))
    assert rules.next_ref(letter="S") == "S-42"


def test_a_rule_with_twenty_stories(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    refs = [f"KF-{number}" for number in range(1, 21)]
    for ref in refs:
        factories.saved(ref)
    rule = rule_factories.manifest_rule(stories=tuple(StoryLink(ref, "detects", "f1") for ref in refs))
    # A savepoint and its release; the lock; the rule, its stories, their factors and symptoms, whether its
    # name is taken; then the head, the revision, the head's revision, keys of the stories, links, the times
    # of the stories, which of them a rule detects, the entries of the search.
    with django_assert_num_queries(16):
        rule_factories.saved(rule)
    assert with_rule() == set(refs)


def test_a_changed_rule_with_twenty_stories(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    refs = [f"KF-{number}" for number in range(1, 21)]
    for ref in refs:
        factories.saved(ref)
    rule = rule_factories.manifest_rule(stories=tuple(StoryLink(ref, "detects", "f1") for ref in refs))
    rule_factories.saved(rule)
    # As for a new one, but one statement writes the head, and the links are there.
    with django_assert_num_queries(14):
        rule_factories.saved(replace(rule, message="Other words."), based_on=1)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_at_once_one_is_told() -> None:
    factories.saved("KF-900")
    rule_factories.saved()

    outcomes = []

    def save(message: str) -> None:
        try:
            rule_factories.saved(replace(rule_factories.manifest_rule(), message=message), based_on=1)
        except Outdated:
            outcomes.append("outdated")
        else:
            outcomes.append("saved")

    at_once(lambda: save("Mine."), lambda: save("Theirs."))
    assert sorted(outcomes) == ["outdated", "saved"]
