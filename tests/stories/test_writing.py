import re
from typing import Any

import pytest

from incidents import yamlwriting
from incidents.stories.document import Story
from tests.stories.samples import draft

LONG = "A CronJob whose limits stood at the wrong level kept creating pods until the whole API server fell."


def lines(**fields: Any) -> list[str]:
    """The lines that are written beyond those of the smallest document."""
    smallest = yamlwriting.to_yaml(draft()).splitlines()
    return [line for line in yamlwriting.to_yaml(draft(**fields)).splitlines() if line not in smallest]


def test_fields_are_in_the_order_of_the_document(flood: Story) -> None:
    written = yamlwriting.to_yaml(flood)
    names = re.findall(r"^([a-z]\w*):", written, re.MULTILINE)

    assert names == ["schema", *(name for name in Story.__struct_fields__ if name in names)]
    assert written.endswith("\n")
    assert max(map(len, written.splitlines())) <= yamlwriting.WIDTH


def test_parts_are_blocks_and_words_are_lists_on_one_line() -> None:
    assert lines(
        components=["workload/job", "network/dns"], takeaways=[{"id": "t1", "text": "a"}, {"text": "b"}]
    ) == [
        "components: [workload/job, network/dns]",
        "takeaways:",
        "  - id: t1",
        "    text: a",
        "  - text: b",
    ]


def test_a_list_too_long_for_one_line_is_a_block() -> None:
    aliases = [f"an-alias-of-the-story-{number}" for number in range(9)]

    assert lines(aliases=aliases) == ["aliases:", *(f"  - {alias}" for alias in aliases)]


def test_words_with_list_indicators_are_not_written_on_one_line() -> None:
    assert lines(authors=["Doe, Jane", "Kim"]) == ["authors:", "  - Doe, Jane", "  - Kim"]


def test_a_long_line_is_folded_at_its_spaces() -> None:
    key, *folded = lines(summary=LONG)

    assert key == "summary: >-"
    assert len(folded) == 2
    assert " ".join(line.strip() for line in folded) == LONG


def test_several_lines_are_a_literal_block() -> None:
    assert lines(body="one\n\ttwo \n\nthree\n") == ["body: |", "  one", "  \ttwo ", "", "  three"]


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("a\nb", "|-"),
        ("a\nb\n", "|"),
        ("a\nb\n\n", "|+"),
        (" a\nb", "|2-"),
        ("\na", "|2-"),
        ("\ta\nb\n", "|2"),
    ],
)
def test_blocks_have_chomping_and_indentation_indicators(text: str, opening: str) -> None:
    assert lines(body=text)[0] == f"body: {opening}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("plain words, and more", "plain words, and more"),
        ("http://a.example/#b", "http://a.example/#b"),
        ("yes", '"yes"'),
        ("null", '"null"'),
        ("2019-05-21", '"2019-05-21"'),
        ("0304", '"0304"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("- a", '"- a"'),
        ('say "no"', 'say "no"'),
        ('"no"', "'\"no\"'"),
        ("back\\slash: 'x'", "'back\\slash: ''x'''"),
        ("tab\tinside", '"tab\\tinside"'),
        (" a ", '" a "'),
        ("line\x85end", '"line\\U00000085end"'),
        ("line\u2028end", '"line\\U00002028end"'),
        ("a\ufeffb\nc", '"a\\U0000feffb\\nc"'),
    ],
)
def test_a_text_is_quoted_where_it_has_to_be(text: str, written: str) -> None:
    assert lines(summary=text) == [f"summary: {written}"]


@pytest.mark.parametrize(
    ("value", "written"),
    [(3, "3"), (-0.5, "-0.5"), (1e16, "1.0e+16"), (5e-324, "5.0e-324"), (1.5e-7, "1.5e-07")],
)
def test_numbers_are_written_in_the_form_our_reader_expects(value: float, written: str) -> None:
    assert (
        lines(impacts=[{"effect": "cost", "quantities": [{"value": value}]}])[-1]
        == f"      - value: {written}"
    )


def test_booleans_and_empty_parts_are_written() -> None:
    assert lines(detection={"method": "alert", "alert_fired": False}, no_fix_known=True) == [
        "detection:",
        "  method: alert",
        "  alert_fired: false",
        "no_fix_known: true",
    ]
    assert lines(impacts=[{"effect": "cost", "quantities": [{}]}])[-1] == "      - {}"
