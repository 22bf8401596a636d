"""Which stories are closest to a sentence or a log, and what is said of the words."""

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.finding import closest
from incidents.finding.closest import ClosestHits
from incidents.finding.indexing import Facts, document
from incidents.finding.storage import Index, clauses

EVERYTHING = clauses.everything()
STORIES: Mapping[int, Mapping[str, list[str]]] = {
    1: {
        "names": ["CoreDNS runs out of memory"],
        "seen": ["OOMKilled coredns"],
        "summary": ["Lookups storm."],
    },
    2: {"names": ["The conntrack table is full"], "symptoms": ["nf_conntrack: table full, dropping packet"]},
    3: {"names": ["A certificate expired"], "factors": ["Nobody renewed the certificate of the API server."]},
    4: {"names": ["Cron jobs pile up"], "identifiers": [], "rest": ["concurrencyPolicy was Allow."]},
    5: {"names": ["Calm seas"], "rest": ["Words about memory, tables and servers, and of packets."]},
}


@pytest.fixture(scope="module")
def index() -> Index:
    return Index.in_memory(
        document(
            key=key,
            change=key,
            ref=f"KF-{key}",
            texts=texts,
            facts=Facts(visibility="public" if key != 3 else "organisation"),
        )
        for key, texts in STORIES.items()
    )


def near(index: Index, text: str) -> ClosestHits:
    return closest.closest(text, index.snapshot, visible=EVERYTHING, limit=10)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("why is coredns killed", 1),
        ("out-of-memory", 1),
        ("our conntrack table overflows", 2),
        ("the certficate of apiserver", 3),
        ("cronjobs concurrencypolicy", 4),
        ("concurrencyPolicy: Allow", 4),
    ],
)
def test_a_sentence_finds_the_story_with_its_rarest_words_first(index: Index, text: str, key: int) -> None:
    assert near(index, text).keys[0] == key


def test_a_long_story_has_any_word_by_chance() -> None:
    texts = {1: {"names": ["Pods"], "rest": ["many other words " * 50]}, 2: {"names": ["Pods"]}}
    index = Index.in_memory(
        document(key=key, change=key, ref=f"KF-{key}", texts=some, facts=Facts())
        for key, some in texts.items()
    )
    assert near(index, "pods").keys == (2, 1)


def test_it_says_which_words_it_went_by_and_which_nobody_has(index: Index) -> None:
    hits = near(index, "conntrack overflows quietly")
    assert hits.used == ("conntrack",)
    assert hits.unknown == ("overflows", "quietly")


def test_a_misspelt_word_is_read_as_the_one_that_stories_have(index: Index) -> None:
    hits = near(index, "contrack table")
    assert (hits.keys[0], hits.corrected) == (2, {"contrack": "conntrack"})
    assert near(index, "12345 tables").corrected == {}


def test_what_has_little_in_common_is_not_close(index: Index) -> None:
    sentence = "how to bake a sourdough bread without memory of flour yeast or salt"
    assert 1 in near(index, sentence).keys
    stories = [*STORIES.items(), *((key, {"names": ["Ports of call"]}) for key in range(6, 40))]
    many = Index.in_memory(
        document(key=key, change=key, ref=f"KF-{key}", texts=texts, facts=Facts()) for key, texts in stories
    )
    assert near(many, sentence).keys == ()
    assert near(many, "memory of coredns").keys[0] == 1
    assert near(many, "sourdough bread").keys == ()


@pytest.mark.parametrize(
    "text", ["", " ", "-", '"', "OR", "the of", "\0", "\ud800", "🚢", "[a-z]+(.*)*$", "a" * 100_000]
)
def test_a_text_without_words_is_close_to_nothing(index: Index, text: str) -> None:
    assert near(index, text).keys == ()


def test_what_differs_from_run_to_run_does_not_count(index: Index) -> None:
    log = "\n".join(
        f"2026-03-02T10:{minute:02}:00Z kernel: nf_conntrack: table full, dropping packet {minute}7"
        for minute in range(50)
    )
    hits = near(index, log)
    assert hits.keys[0] == 2
    assert "10" not in hits.used


def test_words_of_what_a_reader_may_not_see_are_unknown(index: Index) -> None:
    public = clauses.one_of("standing", ["public/published"])
    hits = closest.closest("a certificate expired", index.snapshot, visible=public, limit=10)
    assert hits == ClosestHits(unknown=("certificate", "expired"))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=()), max_size=300))
def test_whatever_is_pasted_is_never_an_error(index: Index, text: str) -> None:
    assert len(near(index, text).keys) <= len(STORIES)


def test_very_long_texts_are_read_in_part(index: Index) -> None:
    assert near(index, "conntrack table full dropping packet\n" + "word " * 1_000_000).keys[0] == 2
    assert near(index, "\n".join(f"w{number}x conntrack" for number in range(10_000))).keys[0] == 2
