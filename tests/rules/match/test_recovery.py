"""Lines that say a failure is over."""

import pytest

from incidents.rules.match.matcher import Matcher
from tests.rules.match.test_matcher import STORIES, signature

RULE = signature(pattern="FailedScheduling", recovery=r"\bStarted\b")


def test_one_long_line_is_read_in_linear_time() -> None:
    text = "FailedScheduling " + "a-" * 500_000 + "\nStarted " + "a-" * 500_000 + "\n"
    assert Matcher([RULE], STORIES).match(text).over


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("FailedScheduling\nStarted container\n", True),
        ("Started container\nFailedScheduling\n", False),
        ("FailedScheduling Started\n", False),
        ("FailedScheduling\nStarted\nFailedScheduling\n", False),
        ("FailedScheduling pod/a\nStarted pod/a\n", True),
        ("FailedScheduling pod/a\nStarted pod/b\n", False),
        ("FailedScheduling pod/a\nStarted pod/b\nStarted pod/a\n", True),
        ("FailedScheduling web-6d4cf56db6-x2k9p\nStarted pod/web-6d4cf56db6-x2k9p\n", True),
        ("FailedScheduling\n" * 60 + "Started\n", False),
    ],
)
def test_a_failure_that_is_over_does_not_count(text: str, over: bool) -> None:
    matches = Matcher([RULE], STORIES).match(text)

    assert bool(matches.over) is over
    assert bool(matches.stories) is not over
