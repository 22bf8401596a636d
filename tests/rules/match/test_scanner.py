from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incidents.rules import reading
from incidents.rules.match import scanner as scanning
from incidents.rules.match import signatures
from incidents.rules.match.pasted import cleaned
from incidents.rules.match.scanner import BLOCK, OVERLAP, Scanner, blocks
from incidents.rules.record import Signature
from incidents.yamltree import Tree
from tests.rules.records import SIGNATURE

LETTERS = ["OOMKilled", r"a.*b", r"^c\S+$", r"d[^d]+e", r"\w+f\d{2,}"]


def scanner(*patterns: str, **fields: Any) -> Scanner:
    rules = [reading.from_tree(Tree(SIGNATURE | fields | {"pattern": pattern})) for pattern in patterns]
    return Scanner([rule for rule in rules if isinstance(rule, Signature)])


@given(
    st.lists(st.sampled_from([b"OOMKilled", b"a", b"b", b"c", b"d", b"e", b"xf12", b" ", b"\n"]), max_size=60)
)
def test_every_signature_is_found_at_its_position(parts: list[bytes]) -> None:
    text = b"".join(parts)
    expected = {
        index: [match.span() for match in signatures.compiled(pattern).finditer(text)]
        for index, pattern in enumerate(LETTERS)
    }

    found = {index: hits.spans for index, hits in scanner(*LETTERS).scan(text).items()}

    assert found == {index: spans for index, spans in expected.items() if spans}


@pytest.mark.parametrize("before", [0, 1, BLOCK - 5, BLOCK - OVERLAP, BLOCK, 3 * BLOCK - 9])
@pytest.mark.parametrize("filling", [b"x", b"\n", b"x\n"])
def test_a_hit_is_found_across_the_end_of_a_block(before: int, filling: bytes) -> None:
    text = (filling * before)[:before] + b" OOMKilled " + filling * before

    (hits,) = scanner("OOMKilled").scan(text).values()

    assert hits.spans == [(before + 1, before + 10)]


@given(st.binary(max_size=200))
def test_blocks_cover_the_whole_text(data: bytes) -> None:
    text = data * 100
    covered = 0
    for start, end in blocks(text):
        assert start <= covered < end
        assert end - start <= BLOCK
        covered = end
    assert covered == len(text)


def test_a_rare_hit_is_found_after_the_others_reached_their_limit() -> None:
    many = b"OOMKilled Evicted\n" * 3000

    found = scanner("OOMKilled", "Evicted", "Preempted").scan(many + b"Preempted\n" + many)

    assert [(len(found[index].spans), found[index].more) for index in range(3)] == [
        (scanning.MAX_HITS, True),
        (scanning.MAX_HITS, True),
        (1, False),
    ]
    assert found[2].spans == [(len(many), len(many) + 9)]


def test_no_match_crosses_a_line() -> None:
    assert scanner(r"a[^x]*b", r"a\s+b").scan(b"a\nb") == {}


def test_without_signatures_nothing_is_found() -> None:
    assert Scanner([]).scan(b"OOMKilled") == {}


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        ("plain", "plain"),
        (r"\bA\b.*\bB: \d+", r"\bA\b"),
        (r"a.*b|c[^x]+d|e", "a|c|e"),
        (r"x(a|b.*c)? y", "x(a|b)?"),
        (r"((a.*b)c)d|e", "((a))|e"),
        (r"(?i:a\(b.*c)|d", r"(?i:a\(b)|d"),
        (r"a.*(?i)b|c", "a(?i)|c"),
        (r"(?P<name>a)\D{2,9}b", "(?P<name>a)"),
        (r"a.?b[^]x]c\S+\w*d", r"a.?b[^]x]c\S+\w*d"),
        (r"\.[.*]+", r"\.[.*]+"),
        (r".*a", ""),
        (r"(a.*b){2} c", "(a)"),
        (r"(a.*b){0,2}", "(a)?"),
    ],
)
def test_the_head_of_a_pattern_ends_at_its_first_gap(pattern: str, head: str) -> None:
    assert signatures.head(pattern) == head


@given(st.text("abc.*+?|()[]^\\\\dDsS{1,}", max_size=20), st.text("abc1 |", max_size=20))
def test_where_a_pattern_matches_its_head_does(pattern: str, text: str) -> None:
    if signatures.objection(pattern) is None and signatures.compiled(pattern).search(text.encode()):
        assert signatures.compiled(signatures.head(pattern)).search(text.encode())


def test_the_memory_of_the_automaton_suffices_for_a_large_group() -> None:
    patterns = [f"word{number} \\d+" for number in range(500)]
    assert scanner(*patterns).scan(b"word7 1 word499 2").keys() == {7, 499}
    assert scanning.MAX_HITS < 1000


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("a\r\nb\rc", b"a\nb c"),
        ("a\rb", b"a\nb"),
        ("\ufeffa".encode(), b"a"),
        ("é".encode("utf-16"), "é".encode()),
        ("é".encode("latin-1"), b"\xe9"),
        ("\x1b[1;31mred\x1b[0m \x1b]0;title\x07x", b"red x"),
        ("\x1b[38;2;1;2;3mred\x1b[K", b"red"),
        ("\x1b[31mred\x1b[0m and " * 1000 + "\x1b[32mgreen\x1b[0m", b"red and " * 1000 + b"green"),
        ("a\x00b", b"a b"),
        ("\ud800", b"?"),
    ],
)
def test_pasted_text_is_cleaned(text: str | bytes, clean: bytes) -> None:
    assert cleaned(text) == clean


@given(st.one_of(st.binary(), st.text(st.characters())))
def test_any_text_can_be_cleaned(text: str | bytes) -> None:
    clean = cleaned(text)

    assert b"\x00" not in clean
    assert b"\r" not in clean
