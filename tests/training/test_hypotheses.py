"""The hypothesis board."""

from incidents.training import hypotheses
from tests.training.samples import OTHERS, drill, other, story


def test_the_true_mechanism_stands_among_five_others():
    made = drill()
    assert len(made.board) == 6
    (right,) = [one for one in made.board if made.is_right(one)]
    assert right.text == "Nothing bounds the backlog."


def test_neither_related_stories_nor_those_with_its_failure_mode_are_among_them():
    same = {"id": "f2", "dimension": "capacity", "failure_mode": "missing_limit", "text": "No limit."}
    first = {"id": "f1", "dimension": "capacity", "failure_mode": "mode_9", "text": "Something else."}
    ambiguous = other(9, factors=[first, same])
    found = hypotheses.distractors(story(), [*OTHERS, ambiguous], related={"KF-3"})
    assert {one.ref for one in found}.isdisjoint({"KF-1", "KF-3", "KF-9"})


def test_one_failure_mode_is_there_once():
    same = {"id": "f1", "dimension": "capacity", "failure_mode": "mode_2", "text": "The same again."}
    found = hypotheses.distractors(story(), [OTHERS[0], other(9, factors=[same])], related=())
    assert len(found) == 1


def test_stories_that_the_checks_tell_it_apart_from_come_first():
    checks = [{"id": "c1", "question": "Which?", "look": "at it", "otherwise": ["KF-8"]}]
    found = hypotheses.distractors(story(checks=checks), OTHERS, related=())
    assert found[0].ref == "KF-8"


def test_others_come_only_where_there_would_be_fewer_than_three():
    strange = [{"id": "s1", "kind": "behaviour", "text": "It is strange."}]
    strangers = [other(number, symptoms=strange) for number in range(20, 25)]
    two, three = OTHERS[4:6], OTHERS[4:7]
    assert len(hypotheses.distractors(story(), [*two, *strangers], related=())) == 3
    found = hypotheses.distractors(story(), [*three, *strangers], related=())
    assert {one.ref for one in found} == {one.ref for one in three}


def test_keys_and_order_tell_nothing_and_last():
    """Where other stories come and go, those that stay keep their keys."""
    whole, fewer = drill(), drill(candidates=OTHERS[3:])
    keys = [one.key for one in whole.board]
    assert keys == sorted(keys)
    kept = {one.ref: one.key for one in fewer.board}
    assert kept.items() <= {one.ref: one.key for one in whole.board}.items() | kept.items()
    assert {one.key for one in whole.board if whole.is_right(one)} == {kept["KF-1"]}


def test_names_of_stories_are_hidden_on_the_board():
    factor = {"id": "f1", "dimension": "capacity", "failure_mode": "mode_2", "text": "As in KF-7#f2. More."}
    made = drill(candidates=(other(2, factors=[factor]),))
    assert {one.text for one in made.board} == {"Nothing bounds the backlog.", "As in [hidden]."}
