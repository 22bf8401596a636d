"""Words are found however they are written, and what replaces them keeps a document valid."""

from typing import Any

import msgspec
import pytest

from incidents import erasing
from incidents.errors import Refused
from incidents.rules import reading as rule_reading
from incidents.rules.record import AlertTest
from incidents.stories import reading
from incidents.stories.document import Impact, Quantity
from tests import factories, rule_factories

WRITTEN = {
    "hunter2": [
        "Hunter2",
        "HUNTER2",
        "hunt**er**2",
        "hunter\\2",
        "`hunter2`",
        "https://a.example/?t=hunter%32",
        "hunter&#50;",
        "hun\u00adter\u200b2",
    ],
    "José María": [
        "José María",
        "JOSÉ MARÍA",
        "Jose\u0301 Mari\u0301a",
        "José\n> **María**",
        r"Jos\u00e9 Mar\u00EDa",
        "Jos&eacute; Mar&#237;a",
        "Jos%C3%A9+Mar%c3%ada",
        "José  María",
    ],
    'pass"word': ['pass"word', r"pass\"word", "pass&quot;word", r"pass\u0022word"],
    "eyJhbGciOiJIUzI1NiJ9": ["eyJhbGci\nOiJIUzI1NiJ9", "eyJhbGciOi\r\n   > JIUzI1NiJ9"],
    "John Smith": ["john.smith@example.org", "John-Smith", "John\n\nSmith"],
    "a_b*c": ["a_b*c", r"a\_b\*c"],
}


@pytest.mark.parametrize(
    ("word", "text"), [(word, text) for word, texts in WRITTEN.items() for text in texts]
)
def test_a_word_is_found_however_it_is_written(word: str, text: str) -> None:
    words = erasing.words([word])
    replaced = words.replaced(f"before {text} after")
    assert erasing.MARK in replaced
    assert replaced.startswith("before ")
    assert replaced.endswith(" after")
    assert not words.are_in(replaced)


@pytest.mark.parametrize("text", ["hunter 2", "hunt\ner2", "haunter"])
def test_what_is_another_word_is_left_alone(text: str) -> None:
    assert not erasing.words(["hunter2"]).are_in(text)


def test_whole_words_leave_longer_ones_alone() -> None:
    text = "Ann is planning. ANN, annual"
    assert erasing.words(["Ann"], whole=True).replaced(text) == "[erased] is planning. [erased], annual"
    assert "pl[erased]ing" in erasing.words(["Ann"]).replaced(text)


def test_the_longest_word_goes_first() -> None:
    assert erasing.words(["Ann", "Ann Harbour"]).replaced("Ann Harbour") == "[erased]"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ([], "is empty"),
        ([" ", ""], "is empty"),
        (["ab", "x" * 1_001], r"line 1 has 2 characters[\s\S]*line 2 has 1,001 characters"),
        (["Erase"], "part of the mark"),
        ([f"word {number}" for number in range(101)], "has 101 lines"),
    ],
)
def test_what_are_no_words_is_refused_with_every_fault(written: list[str], said: str) -> None:
    with pytest.raises(Refused, match=said):
        erasing.words(written)


@pytest.mark.parametrize(
    "text",
    [
        "hunt" + "*" * 100_000,
        "John" + "\n" * 100_000,
        ("John" + " " * 39) * 3_000,
        "h*" * 50_000,
        ("eyJhbGciOiJ" + " " * 50) * 2_000,
    ],
)
def test_hostile_text_is_read_to_its_end(text: str) -> None:
    words = erasing.words(["hunter2", "John Smith", "eyJhbGciOiJIUzI1NiJ9"])
    assert words.replaced(text) == text


@pytest.mark.parametrize(
    ("fields", "erased"),
    [
        ({"title": "Secret"}, {"title": "[erased]"}),
        ({"title": "x" * 294 + "secret"}, {"title": "x" * 294 + "[erase"}),
        ({"slug": "a-secret-b"}, {"slug": "a-erased-b"}),
        ({"slug": "secret"}, {"slug": "erased"}),
        ({"language": "de-secret"}, {"language": "de-erased"}),
        (
            {"impacts": (Impact(effect="outage", quantities=(Quantity(text="secret"),)),)},
            {"impacts": (Impact(effect="outage", quantities=(Quantity(text="[erased]"),)),)},
        ),
    ],
)
def test_what_replaces_a_word_is_valid_there(fields: dict[str, Any], erased: dict[str, Any]) -> None:
    document, traces = erasing.erase(factories.document(**fields), erasing.words(["secret"]))
    assert document == factories.document(**erased)
    assert len(traces.places) == 1
    assert reading.trusted(reading.to_json(document)) == document


def test_a_number_that_reads_like_a_word_is_unknown_afterwards() -> None:
    called = (Impact(effect="outage", quantities=(Quantity(value=4930123456, unit="calls"),)),)
    document, traces = erasing.erase(factories.document(impacts=called), erasing.words(["4930123456"]))
    assert document.impacts[0].quantities == (Quantity(unit="calls"),)
    assert traces.places == ("/impacts/0/quantities/0/value",)


def test_an_address_that_goes_as_a_whole_is_still_an_address() -> None:
    fixes = (msgspec.structs.replace(factories.document().fixes[0], url="https://secret.example/a"),)
    words = erasing.words(["https://secret.example/a"])
    document, _ = erasing.erase(factories.document(fixes=fixes), words)
    assert document.fixes[0].url == "https://erased.invalid/"


def test_references_dates_and_the_vocabulary_stay_and_are_named() -> None:
    story = factories.document("KF-900", detected_at="2019-05-21")
    document, traces = erasing.erase(story, erasing.words(["KF-900", "2019-05-21", "workload/resources"]))
    assert document.ref == "KF-900"
    assert traces.left == ("/ref", "/detected_at", "/components/0", "/factors/0/components/0")
    assert traces.places == ("/slug",)


def test_names_of_series_in_a_rule_go_too() -> None:
    series = {'up{pod="secret"}': "1x60", 'up{pod="secret2"}': "0x60"}
    rule = rule_factories.alert_rule(tests=(AlertTest(series, "30m", fires=True),))
    document, traces = erasing.erase(rule, erasing.words(["secret", "secret2"]))
    assert list(document.tests[0].series.values()) == ["1x60", "0x60"]
    assert len(document.tests[0].series) == 2
    assert traces.places == ("/tests/0/series", "/tests/0/series")
    assert rule_reading.trusted(rule_reading.to_json(document)) == document
