import pytest

from incidents.stories import sentences


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One sentence.", "One sentence."),
        ("No end", "No end"),
        ("It failed. Then it worked.", "It failed."),
        ("Why? Nobody knows.", "Why?"),
        ("Version 1.24 removed it. Nobody read that.", "Version 1.24 removed it."),
        ("Set `a. B` first. Then more.", "Set `a. B` first."),
        ("It (see below. There.) failed. More.", "It (see below. There.) failed."),
        ("See [the talk. Part two](https://example.org/a.B) first. More.", None),
        ("It was e.g. Friday. More.", "It was e.g. Friday."),
        ("“It works.” He left.", "“It works.”"),
        ("First paragraph\nin two lines\n\nSecond.", "First paragraph in two lines"),
        ("A list follows:\n- one\n- two", "A list follows:"),
        ("The `Pod` restarts. `kubectl` hangs.", "The `Pod` restarts."),
        ("pods wait. they never start", "pods wait. they never start"),
        ("لم تستجب الخدمة.", "لم تستجب الخدمة."),
    ],
)
def test_the_first_sentence(text: str, first: str | None) -> None:
    assert sentences.first(text) == (first or text.removesuffix(" More."))


def test_many_brackets_and_abbreviations_are_no_trouble() -> None:
    assert sentences.first("e.g. " * 1_000 + "this. The end.").endswith(" this.")
    assert sentences.first("( A. " * 1_000).startswith("( A.")
