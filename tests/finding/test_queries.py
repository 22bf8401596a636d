from hypothesis import given
from hypothesis import strategies as st

from incidents.finding import queries


def parsed(text: str) -> list[tuple[list[str], list[str]]]:
    def names(terms: list[queries.QueryTerm]) -> list[str]:
        return [" ".join(chunk.name for chunk in term.chunks) for term in terms]

    return [(names(group.wanted), names(group.unwanted)) for group in queries.parse(text)]


def test_words_phrases_negation_and_alternatives():
    assert parsed('slow "image pull" -disk OR ndots:5') == [
        (["slow", "image pull"], ["disk"]),
        (["ndots:5"], []),
    ]


def test_a_command_line_flag_is_not_a_negation():
    assert parsed("--cpu-cfs-quota=false") == [(["cpu-cfs-quota=false"], [])]


def test_an_open_quote_ends_with_the_text():
    assert parsed('"image pull') == [(["image pull"], [])]


def test_or_is_a_word_in_lower_case_and_ignored_at_the_ends():
    assert parsed("this or that") == [(["this", "or", "that"], [])]
    assert parsed("OR this OR") == [(["this"], [])]


def test_only_the_last_word_may_be_a_prefix():
    def unfinished(text: str) -> list[bool]:
        return [term.unfinished for term in queries.wanted(text)]

    assert unfinished("certificate sig") == [False, True]
    assert unfinished("certificate sig ") == [False, False]
    assert unfinished("si") == [False]
    assert unfinished('"certificate sig"') == [False]


@given(st.text())
def test_any_text_is_a_query(text):
    for group in queries.parse(text):
        assert group.wanted or group.unwanted
