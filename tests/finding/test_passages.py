from hypothesis import given
from hypothesis import strategies as st

from incidents.finding import passages


def written(passage: passages.Passage) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in passage)


def text(words: str) -> passages.Text:
    return passages.text(words, {"dns", "res"})


def test_the_whole_text_is_marked():
    assert (
        written(passages.whole(text("Slow `dns`, restarts"), {"dns", "restarts"})) == "Slow [dns,] [restarts]"
    )


def test_the_best_extract_has_the_most_different_words():
    far = "filler " * 60
    once, both = text(f"dns dns dns {far}"), text(f"{far} a dns restarts here {far}")
    assert "[dns] [restarts] here" in written(passages.best([once, both], {"dns", "restarts"}))


def test_without_a_hit_the_extract_is_the_beginning_of_the_first_text():
    long = "filler " * 60
    shown = written(passages.best([text(long), text("another")], set()))
    assert shown.startswith("filler filler")
    assert shown.endswith(" …")
    assert passages.best([], set()) == ()


def test_a_word_is_found_without_its_accents():
    assert (
        written(passages.whole(passages.text("la résolution", {"res"}), {"resolution"})) == "la [résolution]"
    )


@given(st.text())
def test_nothing_is_lost_or_added(words):
    some = passages.text(words, {"a"})
    assert "".join(part.text for part in passages.whole(some, {"a"})) == some.plain
