"""Whatever comes in is answered or refused, and never breaks what reads it."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents import yamlwriting
from incidents.errors import Refused
from incidents.rules import folder, reading
from incidents.rules.match.matcher import Matcher
from incidents.rules.record import Rule
from incidents.yamltree import Tree
from tests.rules.records import ALERT, MANIFEST, SIGNATURE

RULES = folder.read(Path(__file__).parents[2] / "fixtures" / "rules")
MATCHER = Matcher(RULES.signatures, [])
PIECES = [text for rule in RULES.signatures for text in rule.tests.bad]
PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)


def attempt(value: Any) -> Rule | None:
    try:
        return reading.from_tree(Tree(value))
    except Refused:
        return None


@given(st.binary(max_size=300))
def test_any_bytes_are_a_rule_or_refused(data: bytes) -> None:
    for read in (reading.from_yaml, reading.from_json):
        with pytest.raises(Refused):
            read(data)


@given(st.sampled_from([MANIFEST, ALERT, SIGNATURE]), st.data())
def test_a_rule_with_anything_in_a_field_is_read_or_refused(
    value: dict[str, Any], data: st.DataObject
) -> None:
    field = data.draw(st.sampled_from([*value, "replaced_by", "context", "min"]))
    rule = attempt(value | {field: data.draw(PLAIN)})

    assert rule is None or reading.from_yaml(yamlwriting.to_yaml(rule)) == rule


@pytest.mark.parametrize("pattern", [r"(\w{1000}){9}", r"[\pL\pN]{1000}", "a|" * 2000, "x" * 5000])
def test_a_pattern_too_large_to_run_is_refused(pattern: str) -> None:
    assert attempt(SIGNATURE | {"pattern": pattern}) is None


@pytest.mark.parametrize("rule", RULES.rules, ids=lambda rule: rule.ref)
def test_every_rule_that_ships_is_written_without_loss(rule: Rule) -> None:
    assert reading.from_yaml(yamlwriting.to_yaml(rule)) == rule
    assert reading.trusted(reading.to_json(rule)) == rule


@given(st.lists(st.one_of(st.binary(max_size=20), st.sampled_from(PIECES).map(str.encode)), max_size=20))
def test_any_bytes_can_be_matched(parts: list[bytes]) -> None:
    data = b"".join(parts)
    matches = MATCHER.match(data, addresses=True)

    for recognition in (*matches.recognitions, *matches.too_few):
        for line in recognition.lines:
            assert 1 <= line.number <= line.last <= matches.lines
            assert all(0 <= start < end <= len(line.text) for start, end in line.marks)


@given(st.text(st.characters(), max_size=200))
def test_any_text_can_be_matched(text: str) -> None:
    assert MATCHER.match(text).lines >= (1 if text else 0)
