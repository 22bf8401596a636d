from typing import Any

import pytest

from incidents.rules import reading
from incidents.rules.bundle import StoryDigest
from incidents.rules.match import hits
from incidents.rules.match.matcher import Matcher
from incidents.rules.match.ranking import NextCheck
from incidents.rules.match.scanner import MAX_HITS
from incidents.rules.record import Mapping, Signature
from incidents.yamltree import Tree
from tests.rules.records import SIGNATURE

STORIES = [StoryDigest(f"KF-{number}", f"Story {number}", "") for number in (2, 10, 16)]
MAPPINGS = [
    Mapping("checkov", "CKV_1", "KF-16", "contradicts"),
    Mapping("checkov", "CKV_2", "KF-16", "detects"),
]


def signature(**fields: Any) -> Signature:
    rule = reading.from_tree(Tree(SIGNATURE | fields))
    assert isinstance(rule, Signature)
    return rule


def links(*refs: str, relation: str = "symptom") -> list[dict[str, str]]:
    return [{"ref": ref, "relation": relation} for ref in refs]


def matcher(*signatures: Signature) -> Matcher:
    return Matcher(signatures or [signature()], STORIES, MAPPINGS)


def test_a_match_has_lines_reasons_and_next_checks() -> None:
    matches = matcher().match("one\na 0/1 OOMKilled 7\n\nb OOMKilled OOMKilled\n")

    (match,) = matches.stories
    (reason,) = match.reasons
    assert match.story.ref == "KF-16"
    assert match.next_checks == (NextCheck("Look at its limit."),)
    assert [one.check for one in match.contradicting] == ["CKV_1"]
    assert [link.target for link in reason.links] == ["s1"]
    assert (reason.recognition.hits, reason.recognition.more) == (2, False)
    assert [(line.number, line.text) for line in reason.recognition.lines] == [
        (2, "a 0/1 OOMKilled 7"),
        (4, "b OOMKilled OOMKilled"),
    ]
    assert [line.text[b:e] for line in reason.recognition.lines for b, e in line.marks] == ["OOMKilled"] * 3
    assert matches.lines == 4
    assert not matches.is_silent


def test_a_text_without_hits_matches_no_story() -> None:
    for text in ("", "all is well", b"\x00\xff\xfe", "\n" * 100):
        matches = matcher().match(text)
        assert (matches.stories, matches.recognitions, matches.too_few) == ((), (), ())


def test_too_few_hits_do_not_count() -> None:
    matches = matcher(signature(min=2)).match("OOMKilled")

    assert matches.stories == ()
    assert [one.hits for one in matches.too_few] == [1]
    assert matcher(signature(min=2)).match("OOMKilled OOMKilled").stories == ()
    assert matcher(signature(min=2)).match("OOMKilled\nOOMKilled").stories


def test_stories_are_ranked_by_their_signatures() -> None:
    weak = signature(ref="S-1", weight=1, stories=links("KF-2", "KF-10"))
    strong = signature(ref="S-2", weight=5, stories=links("KF-10"), pattern="Evicted")
    aside = signature(ref="S-3", weight=5, stories=links("KF-16", relation="related"), pattern="Evicted")
    matches = matcher(weak, strong, aside).match("OOMKilled\nEvicted\n")

    assert [match.story.ref for match in matches.stories] == ["KF-10", "KF-16", "KF-2"]
    assert [match.confidence for match in matches.stories] == ["certain", "word", "word"]
    assert [one.recognition.signature.ref for one in matches.stories[0].reasons] == ["S-2", "S-1"]


def test_no_number_of_lines_makes_a_word_a_certain_line() -> None:
    word = signature(ref="S-1", weight=1, stories=links("KF-2"))
    line = signature(ref="S-2", weight=5, stories=links("KF-10"), pattern="Evicted")
    matches = matcher(word, line).match("OOMKilled\n" * 1000 + "Evicted\n")

    assert [match.story.ref for match in matches.stories] == ["KF-10", "KF-2"]


def test_stories_with_equal_scores_keep_the_order_of_the_links() -> None:
    equal = signature(stories=links("KF-16", "KF-2", "KF-10"))

    assert [match.story.ref for match in matcher(equal).match("OOMKilled").stories] == [
        "KF-16",
        "KF-2",
        "KF-10",
    ]


def test_hidden_stories_and_deprecated_signatures_do_not_match() -> None:
    assert matcher(signature(stories=links("KF-99"))).match("OOMKilled").stories == ()
    assert matcher(signature(stories=links("KF-2", relation="contradicts"))).match("OOMKilled").stories == ()
    old = signature(status="deprecated", replaced_by="S-9")
    assert matcher(old).match("OOMKilled").recognitions == ()


def test_wrapped_lines_are_joined() -> None:
    rule = signature(pattern='no matches for kind "\\w+" in version')
    for text in (
        'x\nerror: no matches\n  for kind "CronJob" in version batch/v2alpha1\n',
        'x\nerror: no matches for ki\nnd "CronJob" in version batch/v2alpha1\n',
    ):
        (match,) = matcher(rule).match(text).stories
        (line,) = match.reasons[0].recognition.lines
        assert (line.number, line.last) == (2, 3)
        assert [line.text[b:e] for b, e in line.marks] == ['no matches for kind "CronJob" in version']


def test_whole_lines_are_not_counted_again() -> None:
    rule = signature(pattern="OOMKilled.*limit")
    (match,) = matcher(rule).match("OOMKilled limit\nand limit\n").stories

    assert match.reasons[0].recognition.hits == 1
    assert matcher(rule).match("OOMKilled\n\nlimit").stories == ()
    assert matcher(rule).match("OOMKilled\n2024-03-01 limit").stories == ()


def test_counting_stops_after_the_largest_number_of_hits() -> None:
    (match,) = matcher().match("OOMKilled\n" * 500).stories

    recognition = match.reasons[0].recognition
    assert (recognition.hits, recognition.more) == (MAX_HITS, True)
    assert recognition.numbers == frozenset(range(1, MAX_HITS + 1))
    assert [line.number for line in recognition.lines] == list(range(1, hits.MAX_LINES + 1))
    assert matcher(signature(min=400)).match("OOMKilled\n" * 500).stories


def test_a_long_line_is_shortened_around_its_mark() -> None:
    (match,) = matcher().match("é" * 50_000 + " OOMKilled " + "y" * 50_000).stories

    (line,) = match.reasons[0].recognition.lines
    assert len(line.text) <= hits.WIDTH + 2
    assert line.text.startswith("…é")
    assert line.text.endswith("y…")
    assert [line.text[b:e] for b, e in line.marks] == ["OOMKilled"]


def test_a_mark_does_not_reach_beyond_the_line_that_is_shown() -> None:
    (match,) = matcher(signature(pattern=r"OOMKilled\s+")).match("a OOMKilled    \nb\n").stories

    (line,) = match.reasons[0].recognition.lines
    assert [line.text[b:e] for b, e in line.marks] == ["OOMKilled"]
    assert all(e <= len(line.text) for _, e in line.marks)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("OOMKilled password=hunter22", "OOMKilled password=[secret]"),
        ("postgres://app:hunter22@db OOMKilled", "postgres://app:[password]@db OOMKilled"),
        ("\ud800 OOMKilled", "? OOMKilled"),
        ("\x1b[31mOOM\x1b[0mKilled", "OOMKilled"),
        (b"a\x00OOMKilled \xff", "a OOMKilled �"),
        ("OOMKilled\r", "OOMKilled"),
        ("OOMKilled".encode("utf-16"), "OOMKilled"),
    ],
)
def test_shown_lines_are_clean_and_masked(text: str | bytes, shown: str) -> None:
    (match,) = matcher().match(text).stories
    (line,) = match.reasons[0].recognition.lines

    assert line.text == shown
    assert [line.text[b:e] for b, e in line.marks] == ["OOMKilled"]


def test_a_private_key_of_many_lines_is_never_shown() -> None:
    key = "-----BEGIN RSA PRIVATE KEY-----\nOOMKilled\nabc\n-----END RSA PRIVATE KEY-----\n"
    (match,) = matcher().match(key).stories

    assert [line.text for line in match.reasons[0].recognition.lines] == ["[private key]"]


def test_addresses_are_masked_on_request() -> None:
    def shown(**choice: bool) -> str:
        (match,) = matcher().match("10.0.0.1 OOMKilled", **choice).stories
        return match.reasons[0].recognition.lines[0].text

    assert shown() == "10.0.0.1 OOMKilled"
    assert shown(addresses=True) == "[address] OOMKilled"
