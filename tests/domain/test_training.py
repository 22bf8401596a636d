"""Drills as a reader gets them: what is around a story, as far as she sees it."""

import pytest

from incidents.domain import training
from incidents.models.reader import ANYBODY, Reader
from incidents.rules.record import StoryLink
from incidents.stories import reading
from incidents.stories.document import Factor, Relation
from incidents.training.drill import Drill
from tests import factories, rule_factories
from tests.web import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("vocabulary")]


def other(number: int, mode: str = "missing_limit", **fields):
    factor = Factor(id="f1", dimension="capacity", failure_mode=mode, text=f"Mechanism {number}.")
    return factories.saved(f"KF-{number}", factors=(factor,), **fields).incident


def drill(ref: str = "KF-900", reader: Reader = ANYBODY) -> Drill:
    incident = factories.Incident.objects.select_related("revision").get(ref=ref)
    story = reading.trusted(incident.current_revision.document)
    return training.drill(incident=incident, story=story, reader=reader, names=lambda facet, slug: slug)


def on_the_board(**asked) -> set[str]:
    return {one.ref for one in drill(**asked).board}


def test_the_board_holds_what_other_stories_tell():
    factories.saved("KF-900")
    other(1, "missing_limit")
    other(2, "code_defect")
    other(3, "memory_exhaustion")
    assert on_the_board() == {"KF-900", "KF-1", "KF-2"}


def test_stories_that_the_reader_may_not_see_and_drafts_are_never_on_the_board():
    factories.saved("KF-900")
    other(1, "missing_limit", visibility="organisation")
    other(2, "code_defect", status="draft")
    member = Reader.of(factories.user("member"))
    editor = Reader.of(factories.user("edith", role="editor"))
    assert on_the_board() == {"KF-900"}
    assert on_the_board(reader=member) == on_the_board(reader=editor) == {"KF-900", "KF-1"}


@pytest.mark.parametrize("writes_it", [True, False])
def test_related_stories_are_never_on_the_board(writes_it: bool):
    mine = (Relation(type="see_also", to="KF-1"),) if writes_it else ()
    theirs = () if writes_it else (Relation(type="see_also", to="KF-900"),)
    factories.saved("KF-900", relations=mine)
    other(1, relations=theirs)
    assert on_the_board() == {"KF-900"}


def test_keys_of_hypotheses_are_those_of_one_story():
    for ref in ("KF-900", "KF-901"):
        factories.saved(ref)
    assert {one.key for one in drill("KF-900").board}.isdisjoint({one.key for one in drill("KF-901").board})


def test_a_rule_is_named_once_and_its_words_are_spoilers():
    factories.saved("KF-900")
    links = tuple(StoryLink("KF-900", relation, "f1") for relation in ("detects", "prevents"))
    rule_factories.saved(rule_factories.manifest_rule("M-900", stories=links, message="CrashLoopBackOff."))
    made = drill()
    assert [rule.ref for rule in made.resolution.rules] == ["M-900"]
    assert made.opening[0].seen == "[hidden]"


def test_a_drill_takes_as_many_queries_among_many_stories():
    factories.saved("KF-900")
    # The story and its revision, what is around it, the candidates.
    with statements.counted() as alone:
        drill()
    for number, mode in enumerate(("missing_limit", "code_defect", "risky_default"), 1):
        other(number, mode)
    # The same.
    with statements.counted() as among:
        drill()
    assert len(alone) == len(among) == 3


def test_drills_are_those_of_published_stories_that_the_reader_may_see():
    factories.saved("KF-900")
    factories.saved("KF-901", visibility="organisation")
    factories.saved("KF-902", fixes=(), no_fix_known=True)
    factories.saved("KF-903", status="draft")
    member = Reader.of(factories.user("member"))
    assert [key.ref for key in training.all_drills(reader=ANYBODY)] == ["KF-900"]
    assert [key.ref for key in training.all_drills(reader=member)] == ["KF-900", "KF-901"]
    everything = [f"KF-{number}" for number in range(900, 904)]
    assert [one.ref for one in training.listed(refs=everything, reader=ANYBODY)] == ["KF-900"]


def test_the_wheel_stops_at_the_same_drill_for_the_same_seed():
    keys = [training.DrillKey(f"KF-{number}", frozenset()) for number in range(1, 30)]
    first = [key.ref for key in training.spun(keys, seed="tide")]
    assert first == [key.ref for key in training.spun(keys[::-1], seed="tide")]
    assert sorted(first) == sorted(key.ref for key in keys)
    stops = {training.spun(keys, seed=f"seed {number}")[0].ref for number in range(200)}
    assert len(stops) > 25
