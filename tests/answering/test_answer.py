"""Answers put together from signatures and words, and written for terminals, programs and channels."""

from typing import get_args

import msgspec
import pytest

from incidents.answering import answer as answering
from incidents.answering import document, markdown, terminal
from incidents.answering.answer import Answer, CloseStories, CloseStory
from incidents.finding.passages import MarkedText
from incidents.rules.bundle import Attempt, StoryCheck, StoryDigest
from incidents.rules.match.matcher import Matcher
from incidents.rules.record import Mapping, StoryLink
from incidents.stories import fields
from tests import rule_factories

ADDRESS = "https://soundings.example.org"
LINE = "Cannot determine if job needs to be started: too many missed start times"
FIXES = (
    Attempt("Wait.", "unknown", "mitigation"),
    Attempt("Restart it.", "failed", "mitigation"),
    Attempt("Raise the limit.", "partial", "mitigation"),
    Attempt("Forbid it.", "worked", "prevention"),
)
STORIES = (
    StoryDigest("KF-900", "Runs pile up", "They did.", parts={"f1": "Nothing forbade it."}, fixes=FIXES),
    StoryDigest("KF-901", "Runs are missed", "They were."),
)
NEAR = CloseStories(
    (
        CloseStory("KF-900", "Runs pile up"),
        CloseStory("KF-902", "A clock is wrong", (MarkedText("a ", False), MarkedText("clock", True))),
    ),
    used=("clock",),
    unknown=("zzz",),
)
NOTHING = CloseStories()
SIGNATURE = rule_factories.signature(stories=(StoryLink("KF-900", "symptom", "f1"),), weight=5)


def answered(text: str, *, near: CloseStories = NEAR, both: bool = False, addresses: bool = False) -> Answer:
    refs = ("KF-900", "KF-901") if both else ("KF-900",)
    links = tuple(StoryLink(ref, "symptom", "f1") for ref in refs)
    signature = rule_factories.signature(stories=links, weight=5)
    beware = Mapping("checkov", "CKV_K8S_15", "KF-900", "contradicts", None)
    matcher = Matcher((signature,), STORIES, (beware,))
    return answering.answer(text, matcher=matcher, closest=lambda _: near, addresses=addresses)


def texts(found: Answer) -> tuple[str, str]:
    return terminal.write(found, address=ADDRESS), markdown.write(found, address=ADDRESS)


def test_what_was_seen_before_is_not_closest_too() -> None:
    found = answered(LINE)
    assert [seen.ref for seen in found.stories] == ["KF-900"]
    assert [story.ref for story in found.closest.stories] == ["KF-902"]


def test_at_most_ten_are_closest() -> None:
    many = CloseStories(tuple(CloseStory(f"KF-{number}", "Far") for number in range(1, 30)))
    assert len(answered(LINE, near=many).closest.stories) == answering.MOST_CLOSE


def test_what_helped_comes_before_what_did_not_and_what_is_not_known() -> None:
    (seen,) = answered(LINE).stories
    assert [fix.outcome for fix in seen.tried] == ["worked", "partial", "failed"]
    assert [fix.outcome for fix in seen.unclear] == ["unknown"]
    shown = document.document(answered(LINE), address=ADDRESS).stories[0]
    assert [fix.outcome for fix in shown.fixes] == ["worked", "partial", "failed", "unknown"]


def test_every_outcome_of_a_fix_has_words() -> None:
    assert sorted(answering.OUTCOMES) == sorted(get_args(fields.Outcome))


@pytest.mark.parametrize("outcome", get_args(fields.Outcome))
def test_what_is_only_planned_counts_as_not_known(outcome: str) -> None:
    story = msgspec.structs.replace(STORIES[0], fixes=(Attempt("Do it.", outcome, "mitigation"),))
    matcher = Matcher((SIGNATURE,), (story,), ())
    (seen,) = answering.answer(LINE, matcher=matcher, closest=lambda _: NOTHING).stories
    assert bool(seen.unclear) is (outcome in {"planned", "unknown"})
    assert bool(seen.tried) is not bool(seen.unclear)


@pytest.mark.parametrize("written", [0, 1])
def test_a_text_says_what_to_check_what_helped_and_why(written: int) -> None:
    text = texts(answered(f"first\n{LINE}"))[written]
    assert "Seen before" in text
    assert f"{ADDRESS}/KF-900" in text
    assert "certain line" in text
    assert text.index("Check: Forbid it.") < text.index("Worked: Forbid it.") < text.index("Partly worked")
    assert f"2: {LINE}" in text
    assert "Beware: checkov CKV_K8S_15 demands what causes this again." in text
    assert "A guess by words: clock. No story has: zzz." in text
    assert "tells more" not in text


@pytest.mark.parametrize("written", [0, 1])
def test_stories_with_the_same_line_are_one_block(written: int) -> None:
    found = answered(LINE, both=True)
    assert [len(group.stories) for group in found.groups] == [2]
    text = texts(found)[written]
    assert text.count(LINE) == 1
    assert {"KF-900", "KF-901"} <= set(text.replace("\n", " ").split(" "))


def test_healthy_output_is_said_to_be_healthy() -> None:
    found = answered("Started container web\nCreated container web\n", near=NOTHING)
    assert found.is_healthy
    for text in texts(found):
        assert "No line here tells of a failure" in text
        assert "tells more" in text
        assert "Closest stories" not in text


@pytest.mark.parametrize("text", ["why do my jobs pile up", "apiVersion: v1\nkind: Pod\n"])
def test_words_and_manifests_are_neither_healthy_nor_ill(text: str) -> None:
    assert not answered(text, near=NOTHING).is_healthy


def test_secrets_are_no_words() -> None:
    asked: list[str] = []

    def closest(words: str) -> CloseStories:
        asked.append(words)
        return NOTHING

    matcher = Matcher((), ())
    answering.answer("password=harbour-secret from 10.1.2.3", matcher=matcher, closest=closest)
    answering.answer("from 10.1.2.3", matcher=matcher, closest=closest, addresses=True)
    assert ["harbour-secret" in words for words in asked] == [False, False]
    assert "10.1.2.3" in asked[0]
    assert "10.1.2.3" not in asked[1]
    assert "[" not in asked[0]  # what stands in the place of a secret is no word of hers


def test_nothing_in_a_line_ends_its_block_of_code() -> None:
    text = markdown.write(answered(f"```` {LINE} \x1b[31m"), address=ADDRESS)
    fences = [line for line in text.splitlines() if line and set(line) == {"`"}]
    assert fences == ["`````", "`````"]
    assert "\x1b" not in text


def test_an_answer_is_json_with_every_field() -> None:
    shown = msgspec.json.decode(msgspec.json.encode(document.document(answered(LINE), address=ADDRESS)))
    assert shown["groups"][0]["stories"] == ["KF-900"]
    assert shown["stories"][0]["why"][0]["rule"] == "S-900"
    assert shown["stories"][0]["why"][0]["lines"][0]["marks"]
    assert shown["closest"]["stories"][0] == {
        "ref": "KF-902",
        "title": "A clock is wrong",
        "url": f"{ADDRESS}/KF-902",
        "excerpt": "a clock",
    }
    assert shown["paste_next"][0]["command"].startswith("kubectl")
    assert shown["named"] is None


@pytest.mark.parametrize(
    "text", ["", "\x00", "\ud800", "-", '"', "OR", "the of and", "1 2 3", "(a+)+$", "word " * 10_000]
)
def test_odd_text_is_answered(text: str) -> None:
    found = answered(text, near=NOTHING)
    assert not found.groups
    assert all(texts(found))


def test_words_are_named_in_the_order_of_the_text() -> None:
    text = "Kubelet 3m12s leaks memoryy"
    near = CloseStories.found(
        text, (), used=["leaks", "kubelet"], unknown=["memoryy", "3m12s"], corrected={"memoryy": "memory"}
    )
    assert (near.used, near.unknown) == (("kubelet", "leaks"), ("memoryy",))


def test_words_are_not_searched_while_their_index_is_built() -> None:
    found = answered(LINE, near=CloseStories(is_ready=False))
    assert "is being built" in texts(found)[0]


def test_a_story_says_what_to_check_where_no_signature_has_a_command() -> None:
    own = StoryCheck("Do Jobs pile up?", "kubectl get jobs -A")
    stories = (msgspec.structs.replace(STORIES[0], first_check=own), STORIES[1])

    def checks(**fields: str) -> list[tuple[str, str | None]]:
        signature = rule_factories.signature(stories=(StoryLink("KF-900", "symptom", "f1"),), **fields)
        found = answering.answer(LINE, matcher=Matcher((signature,), stories), closest=lambda _: NOTHING)
        return [(check.text, check.command) for check in found.groups[0].checks]

    assert checks(fix="Look at it.", command="kubectl get cronjobs") == [
        ("Look at it.", "kubectl get cronjobs")
    ]
    assert checks(fix="Look at it.") == [("Do Jobs pile up?", "kubectl get jobs -A"), ("Look at it.", None)]
