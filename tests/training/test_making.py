"""What a drill is made of."""

import pytest

from incidents.training import making
from incidents.training.drill import Alarm, Clue, Inject, Move
from tests.stories.samples import draft
from tests.training.samples import RULE, drill, story


def test_a_story_needs_a_symptom_a_factor_and_a_fix():
    assert making.missing(draft()) == ("a symptom", "a factor", "a fix")
    assert making.missing(story(fixes=[])) == ("a fix",)
    assert making.missing(story()) == ()


def test_it_opens_with_what_is_furthest_from_the_cause():
    """A word of the title is hidden in what was seen, also as a part of a name."""
    assert drill().opening == (Alarm("Orders arrive late.", "503 from [hidden]"),)


def test_with_one_symptom_it_opens_with_that_one_however_much_is_hidden():
    symptoms = [{"id": "s1", "kind": "metric", "text": "The backlog starves brokers."}]
    assert drill(story(symptoms=symptoms)).opening == (Alarm("The [hidden]."),)


def test_a_hundred_symptoms_are_in_the_locker():
    symptoms = [{"id": f"s{n}", "kind": "metric", "text": f"Orders arrive late {n}."} for n in range(1, 101)]
    made = drill(story(symptoms=symptoms, checks=[], evidence=[]))
    assert (len(made.opening), len(made.locker)) == (2, 98)


def test_the_locker_holds_what_one_may_look_at_before_the_cause_is_known():
    """No command that changes something, no evidence of the cause or the fix, nothing that is all hidden."""
    assert drill().locker == (
        Clue("c1", "How many orders wait?", "See [hidden].", "wc -l [hidden]"),
        Clue("s2", "Another symptom: metric, elsewhere", "Requests wait for hours."),
        Clue("v1", "Log: the log", "", seen="[hidden]: 7"),
    )


def test_injects_are_events_until_the_cause_is_known():
    assert drill().injects == (
        Inject("Customers call.", "07:08"),
        Inject("The company is told of the [hidden].", "T+16m"),
    )


def test_moves_are_what_was_tried_and_what_came_of_it():
    assert drill().moves == (
        Move("x1", "Restart the [hidden].", "made_it_worse"),
        Move("x2", "Turn orders away.", "helped"),
    )


def test_moves_are_plans_where_nothing_was_tried():
    planned = {"id": "x3", "phase": "prevention", "outcome": "planned", "text": "Turn orders away."}
    assert drill(story(fixes=[planned])).moves == (Move("x3", "Turn orders away.", "not_known"),)


def test_hints_lead_from_where_to_look_to_what_it_is():
    assert drill().hints == (
        "It is a matter of capacity.",
        "Look at this part of the system: storage.",
        "The kind of failure: missing limit.",
    )


@pytest.mark.parametrize(
    ("title", "hints"),
    [
        (
            "Capacity of a storage with a missing limit",
            (
                "Ask what changed before it began.",
                "Ask: How many orders wait?",
                "It was set off by this: traffic spike.",
            ),
        ),
        (
            "Orders, capacity and spikes of a storage with a missing limit",
            (
                "Ask what changed before it began.",
                "Ask who is not affected.",
                "The kind of failure: missing [hidden].",
            ),
        ),
    ],
)
def test_a_hint_that_would_be_hidden_is_another_one(title, hints):
    rest = {"checks": []} if "Orders" in title else {}
    assert drill(story(title=title, **rest)).hints == hints


def test_the_resolution_hides_nothing():
    resolution = drill().resolution
    assert resolution.title == "An unbounded backlog starves the broker"
    assert resolution.factors == ("Nothing bounds the backlog. It had never been long.",)
    assert resolution.moves[0].text == "Restart the broker."
    assert resolution.rules == (RULE,)


def test_the_debrief_asks_what_and_how_and_says_what_the_story_does():
    asked = {question.text: question.said for question in drill().resolution.questions}
    assert all(question.startswith(("What", "How", "Where")) for question in asked)
    assert asked["How would this be noticed with us, and how long would it take?"] == (
        "Nobody watched the backlog.",
    )
    assert asked["What would keep it from happening with us?"] == ("Bound the backlog.",)
    assert asked["What do we take away, and what do we do about it?"] == ("Every backlog needs a bound.",)
    assert asked["What was tried without success, and what made it look right at that moment?"] == (
        "Restart the broker.",
    )
