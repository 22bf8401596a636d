"""The booklet of who leads a drill."""

import re

from incidents.training import booklet
from incidents.training.drill import Alarm
from tests.training.samples import drill


def test_it_tells_what_to_read_out_before_what_only_the_leader_knows():
    text = booklet.to_markdown(drill())
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings == [
        "Read out",
        "What they may look at",
        "What happens meanwhile",
        "What they may try",
        "Hints",
        "Their board",
        "Only you know",
        "Debrief",
    ]
    before, _, after = text.partition("## Only you know")
    assert "An unbounded backlog starves the broker" in after
    assert "unbounded" not in before
    assert "- M-1: Nothing bounds this backlog." in after
    assert "> Orders arrive late." in before
    assert "Restart the [hidden]. **It made it worse.**" in before


def test_the_board_has_a_box_for_each_hypothesis():
    made = drill()
    text = booklet.to_markdown(made)
    assert text.count("- [ ] ") == len(made.board)


def test_a_fence_is_longer_than_those_in_it():
    made = drill()
    fenced = type(made)(**{**vars(made), "opening": (Alarm("It ends.", "a\n````\nb"),)})
    assert "`````\na\n````\nb\n`````" in booklet.to_markdown(fenced)
