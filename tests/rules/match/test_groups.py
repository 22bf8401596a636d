"""Groups: which lines point to which stories, and what tells these apart."""

from typing import Any

import pytest

from incidents.rules.match.ranking import NextCheck
from tests.rules.match.test_matcher import links, matcher, signature

QUESTION = "Which process was killed?"


def asking(**fields: Any) -> Any:
    answered = [
        {"ref": "KF-2", "relation": "symptom", "answer": "a proxy"},
        {"ref": "KF-16", "relation": "symptom", "answer": "a DNS server"},
    ]
    return signature(question=QUESTION, command="kubectl get pods", stories=answered, **fields)


def test_a_line_that_fits_several_stories_is_one_group_with_a_question() -> None:
    (group,) = matcher(asking()).match("a OOMKilled\nb OOMKilled\n").groups

    assert [match.story.ref for match in group.stories] == ["KF-2", "KF-16"]
    assert [match.answer for match in group.stories] == ["a proxy", "a DNS server"]
    assert group.question == QUESTION
    assert group.next_checks == (NextCheck("Look at its limit.", "kubectl get pods"),)
    assert [one.hits for one in group.recognitions] == [2]


def test_one_story_needs_no_question() -> None:
    rule = asking(ref="S-1")
    better = signature(ref="S-2", weight=5, pattern="reaped", stories=links("KF-16"))
    first, second = matcher(rule, better).match("reaped\nOOMKilled\n").groups

    assert [match.story.ref for match in (*first.stories, *second.stories)] == ["KF-16", "KF-2"]
    assert (first.question, second.question) == (None, None)


def test_signatures_of_the_same_lines_are_one_group() -> None:
    word = signature(ref="S-1", weight=1, stories=links("KF-2", "KF-16"))
    line = signature(ref="S-2", weight=2, pattern="coredns.*OOMKilled", stories=links("KF-16"))
    other = signature(ref="S-3", weight=1, pattern="Evicted", stories=links("KF-10"))
    groups = matcher(word, line, other).match("Evicted\ncoredns OOMKilled\n").groups

    assert [[one.signature.ref for one in group.recognitions] for group in groups] == [
        ["S-2", "S-1"],
        ["S-3"],
    ]
    assert [match.story.ref for match in groups[0].stories] == ["KF-16", "KF-2"]


def test_a_certain_line_is_not_put_together_with_a_word_in_it() -> None:
    word = signature(ref="S-1", weight=1, stories=links("KF-2", "KF-16"))
    line = signature(ref="S-2", weight=5, pattern="coredns.*OOMKilled", stories=links("KF-16"))
    groups = matcher(word, line).match("coredns OOMKilled\n").groups

    assert [[one.signature.ref for one in group.recognitions] for group in groups] == [["S-2"], ["S-1"]]
    assert [[match.story.ref for match in group.stories] for group in groups] == [["KF-16"], ["KF-2"]]


def test_answers_are_those_to_the_question_of_the_group() -> None:
    asked = asking(ref="S-1", weight=1)
    other = signature(
        ref="S-2",
        question="Which node is it?",
        stories=[
            {"ref": "KF-16", "relation": "symptom", "answer": "an old one"},
            {"ref": "KF-2", "relation": "symptom"},
        ],
    )
    (group,) = matcher(asked, other).match("OOMKilled").groups

    assert group.question == QUESTION
    assert {match.story.ref: match.answer for match in group.stories} == {
        "KF-2": "a proxy",
        "KF-16": "a DNS server",
    }


@pytest.mark.parametrize(
    ("weight", "confidence"), [(5, "certain"), (4, "typical"), (3, "typical"), (2, "word"), (1, "word")]
)
def test_confidence_is_a_word(weight: int, confidence: str) -> None:
    (group,) = matcher(signature(weight=weight)).match("OOMKilled").groups

    assert group.confidence == confidence
    assert [match.confidence for match in group.stories] == [confidence]
