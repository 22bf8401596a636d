"""The page of a drill, done alone."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from incidents.stories.document import Check, Factor, Fix, Occurred, Symptom, TimelineEvent
from incidents.web.training import drill_page
from tests import factories, rule_factories
from tests.page import Part, read
from tests.web import statements

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stories")]


@pytest.fixture
def stories(vocabulary) -> None:
    factories.saved(
        "KF-900",
        title="The backlog starves",
        summary="Nobody bounded it.",
        occurred=Occurred(start="2024-05-06T07:00Z"),
        symptoms=(Symptom(id="s1", kind="latency", text="Orders arrive late.", observable="503 backlog"),),
        checks=(Check(id="c1", question="How many orders wait?", command="wc -l", answer="Many of them."),),
        factors=(
            Factor(id="f1", dimension="capacity", failure_mode="missing_limit", text="Unbounded. And more."),
        ),
        fixes=(
            Fix(id="x1", phase="mitigation", outcome="made_worse", text="Restart everything."),
            Fix(id="x2", phase="mitigation", outcome="worked", text="Turn orders away."),
        ),
        timeline=(TimelineEvent(id="e1", phase="detect", at="T+16m", text="Customers call."),),
    )
    for number, mode in enumerate(("code_defect", "risky_default", "blast_radius"), 1):
        factor = Factor(id="f1", dimension="capacity", failure_mode=mode, text=f"Mechanism {number}.")
        factories.saved(f"KF-{number}", title=f"Another story {number}", factors=(factor,))


def opened(address: str = "/KF-900/drill", *steps: str) -> Part:
    """The page after following the links with these words, one after the other."""
    page = shown(address)
    for step in steps:
        page = shown(dict(page.links)[step])
    return page


def shown(address: str, **sent: str) -> Part:
    response = Client().get(address, sent, follow=True)
    assert response.status_code == 200
    return read(response.content.decode())


def guessed(board: Part, text: str) -> Part:
    (choice,) = [label for label in board.all("label") if label.text == text]
    (steps,) = board.values("steps")
    return shown("/KF-900/drill", steps=steps, guess=choice.all("input")[0].value)


def test_it_begins_with_what_the_pager_says_and_what_one_may_do():
    page = opened()
    assert page.section("The pager says").text == "The pager says Orders arrive late. 503 hidden"
    words = [text for text, _ in page.links]
    for step in (
        "How many orders wait?",
        "Restart everything.",
        "Let time pass",
        "Hint 1 of 3",
        "Say what it is",
    ):
        assert step in words
    for told in ("starves", "Unbounded", "Many of them", "Customers call", "made it worse", "Mechanism"):
        assert told not in page.text


def test_what_is_looked_at_is_told():
    page = opened("/KF-900/drill", "How many orders wait?")
    assert "Many of them." in page.at("c1").text
    assert "How many orders wait?" not in [text for text, _ in page.links]


def test_what_is_tried_has_its_outcome_and_takes_time():
    page = opened("/KF-900/drill", "Restart everything.")
    assert page.at("x1").badges == ["made it worse"]
    assert page.at("n1").text == "T+16m Customers call."
    assert "Let time pass" not in [text for text, _ in page.links]


def test_hints_come_one_by_one():
    page = opened("/KF-900/drill", "Hint 1 of 3", "Hint 2 of 3")
    assert len(page.section("Hints").all("li")) == 2


def test_a_wrong_guess_is_ruled_out_and_the_right_one_ends_it():
    board = opened("/KF-900/drill", "Say what it is")
    assert len(board.values("guess")) == 4
    wrong = guessed(board, "Mechanism 1.")
    assert "Mechanism 1." in wrong.section("Ruled out").text
    assert len(wrong.values("guess")) == 3
    assert "Nobody bounded it." not in wrong.text
    right = guessed(wrong, "Unbounded.")
    assert "That is it." in right.text
    assert "The backlog starves" in right.headings[1]
    assert "That was behind KF-2 Another story 2" in right.text


def test_the_resolution_leads_to_the_story_the_booklet_and_the_lint_with_its_rules():
    rule_factories.saved(
        rule_factories.manifest_rule("M-900", stories=(rule_factories.StoryLink("KF-900", "detects", "f1"),))
    )
    page = opened("/KF-900/drill", "Show the resolution")
    assert "This is what was behind it." in page.text
    links = dict(page.links)
    assert links["Lint your manifests with these rules"] == "/lint?rules=M-900"
    assert links["Read the story"] == "/KF-900"
    assert links["Booklet to lead it with others"] == "/KF-900/drill.md"
    assert links["M-900"] == "/rules/M-900"


def test_every_step_is_an_address_that_can_be_asked_again():
    address = dict(opened().links)["How many orders wait?"]
    assert shown(address).text == shown(address).text
    assert Client().head(address).status_code == 200


@pytest.mark.parametrize("steps", ["c1", "r:forged", "c1:", ":", "a\0b", "é:é", "9" * 5000])
def test_steps_that_were_not_signed_here_start_anew_and_say_so(steps):
    page = shown("/KF-900/drill", steps=steps)
    assert page.alerts == ["This address is not one of this drill, or the drill has changed. It starts anew."]
    assert "Many of them." not in page.text


def test_steps_of_another_drill_are_not_taken():
    assert shown("/KF-900/drill", steps=drill_page.signed("KF-1", "r")).alerts


def test_steps_that_a_change_took_away_are_left_out():
    address = dict(opened("/KF-900/drill", "Hint 1 of 3").links)["How many orders wait?"]
    factories.changed("KF-900")
    page = shown(address)
    assert "Many of them." not in page.text
    assert "Hints" in page.headings


@pytest.mark.parametrize("guess", ["", "zzzz", "\0", "é"])
def test_a_guess_that_is_none_is_asked_for_again(guess):
    board = opened("/KF-900/drill", "Say what it is")
    again = shown("/KF-900/drill", steps=board.values("steps")[0], guess=guess)
    assert again.alerts == ["Choose one of the hypotheses first."]


def test_the_page_of_the_board_does_not_tell_which_one_is_right():
    address = dict(opened().links)["Say what it is"]
    choices = shown(address).all("label")
    assert (
        len({(label.tag, *label.attributes, *label.all("input")[0].attributes) for label in choices[-4:]})
        == 1
    )
    assert "KF-1" not in shown(address).text


def test_a_story_that_lacks_something_says_what():
    factories.saved("KF-901", fixes=(), no_fix_known=True)
    response = Client().get("/KF-901/drill")
    assert response.status_code == 404
    assert "This story lacks a fix." in read(response.content.decode()).text
    assert Client().get("/KF-901/drill.md").status_code == 404
    assert "train this" not in [text for text, _ in shown("/KF-901").links]


def test_the_story_leads_to_its_drill():
    assert dict(shown("/KF-900").links)["train this"] == "/KF-900/drill"


def test_the_booklet_is_markdown():
    response = Client().get("/KF-900/drill.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    assert response.content.decode().startswith("# Drill KF-900\n")


def test_a_drill_costs_as_many_queries_at_its_end_as_at_its_start():
    opened()
    # The story, its labels, what is around it, the candidates.
    with statements.counted() as start:
        opened()
    address = dict(opened().links)["Show the resolution"]
    # The same.
    with statements.counted() as end:
        shown(address)
    assert len(start) == len(end) == 4


def test_steps_stand_in_the_address_alone():
    address = dict(opened().links)["How many orders wait?"]
    (steps,) = parse_qs(urlsplit(address).query)["steps"]
    assert steps.startswith("c1:")
    assert not Client().get(address).cookies
