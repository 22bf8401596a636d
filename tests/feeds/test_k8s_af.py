import pytest

from incidents.feeds.found import FoundStory
from tests.feeds.reading import by_title, messages, read, sample


@pytest.fixture
def found() -> dict[str, FoundStory]:
    return by_title(sample("k8s-af", "list.md"))


def test_every_entry_is_found_once_and_prose_after_a_heading_ends_the_list(found):
    assert list(found) == [
        "The crane that waited - for itself",
        "How NOT to dock - Captain Moor",
        "Oh Sh*t! The tide changed!",
        "Ropes at night (a story)",
        "How one gate closed all others",
        "Postmortem - the day we lost the chart",
        "Fog in the lock",
        "The broken mast",
    ]


def test_a_title_is_split_from_the_right_and_kept_to_the_letter(found):
    crane = found["The crane that waited - for itself"]
    assert crane.title_raw == "The crane that waited - for itself - Quay Works - blog post January 2019"
    assert (crane.organisation, crane.venue, crane.kind) == ("Quay Works", "blog post", "article")
    tide = found["Oh Sh*t! The tide changed!"]
    assert tide.title_raw.startswith(r"Oh Sh\*t! The tide changed!")


@pytest.mark.parametrize(
    ("title", "published", "written"),
    [
        ("The crane that waited - for itself", "2019-01", "January 2019"),
        ("How NOT to dock - Captain Moor", "2018-09", "Sep 2018"),
        ("Oh Sh*t! The tide changed!", "2019-06", "2019-06"),
        ("How one gate closed all others", "2019", "2019"),
        ("Fog in the lock", None, None),
    ],
)
def test_a_date_is_as_precise_as_it_was_written(found, title, published, written):
    assert (found[title].published, found[title].published_raw) == (published, written)


def test_who_is_not_named_is_no_organisation(found):
    ropes = found["Ropes at night (a story)"]
    assert ropes.organisation is None
    assert ropes.organisation_raw == "an anonymous client of Moorings"
    assert ropes.kind == "slides"


def test_two_parts_are_title_and_organisation_if_a_year_follows(found):
    gate, chart = found["How one gate closed all others"], found["Postmortem - the day we lost the chart"]
    assert (gate.organisation, gate.venue) == ("Lock Labs", None)
    assert (chart.organisation, chart.venue) == (None, None)


def test_terms_are_kept_to_the_letter_and_read_without_marks(found):
    crane = found["The crane that waited - for itself"]
    assert crane.terms_raw == (
        "`ndots:5`",
        "API server `OOMKill`",
        "Alias IP (one, two)",
        "“graceful shutdown”",
        "cranes",
    )
    assert crane.terms == (
        "ndots:5",
        "API server OOMKill",
        "Alias IP (one, two)",
        "graceful shutdown",
        "cranes",
    )
    assert crane.impacts == ("1,000 ships late", '"slow, but safe" unloading')
    assert found["How NOT to dock - Captain Moor"].impacts == ("scratches", "dents")


def test_addresses_are_canonical_beside_what_was_written(found):
    crane = found["The crane that waited - for itself"].addresses[0]
    assert crane.written == "https://quay.example/crane?utm_source=list&id=7"
    assert crane.canonical == "https://quay.example/crane?id=7"
    tide = found["Oh Sh*t! The tide changed!"].addresses[0]
    assert (tide.canonical, tide.locator) == ("https://youtube.com/watch?v=moored_1234", "t=90s")
    assert found["Ropes at night (a story)"].addresses[0].written.endswith("ropes_(night).html")


def test_lines_and_what_else_stands_there_are_kept(found):
    assert str(found["The crane that waited - for itself"].locator) == "lines 6 to 8"
    assert found["Oh Sh*t! The tide changed!"].text == "told again at the winter meeting"
    assert found["Fog in the lock"].text == "told twice"
    assert found["The broken mast"].impacts == ("delays",)


def test_an_entry_without_address_is_a_fault_with_its_line():
    parsed = sample("k8s-af", "list.md")
    assert len(parsed.faults) == 1
    assert parsed.faults[0].line == 19
    assert "has no address, so it is left out: A story that nobody wrote down" in parsed.faults[0].message


def test_a_list_that_was_replaced_by_a_notice_says_where_it_went():
    parsed = sample("k8s-af", "moved.md")
    assert (parsed.stories, parsed.moved_to) == ((), "https://newquay.example/list.md")
    assert "holds no entry" in parsed.faults[0].message


@pytest.mark.parametrize("text", ["", " \n", "# Harbour\n\nWords.", "<html><body>Not found</body></html>"])
def test_nothing_is_a_fault(text):
    parsed = read("k8s-af", text)
    assert not parsed.stories
    assert parsed.faults


def test_an_entry_that_stands_there_twice_is_kept_once():
    entry = "* [Fog - Lock Labs - blog post 2019](https://lock.example/fog)\n"
    parsed = read("k8s-af", entry + entry.replace("https", "http"))
    assert len(parsed.stories) == 1
    assert messages(parsed) == ["2:  repeats the entry of line 1, so it is left out: Fog"]


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_line_ends_do_not_matter(ends):
    text = "# L\n\n* [Fog - Lock Labs - blog post 2019](https://lock.example/fog)\n    * involved: fog\n"
    (story,) = read("k8s-af", text.replace("\n", ends)).stories
    assert (story.terms, story.locator.last) == (("fog",), 4)


def test_another_charset_is_read_and_said():
    text = "* [Nebel über Köln - Schleuse - blog post 2019](https://lock.example/fog)"
    parsed = read("k8s-af", text.encode("windows-1252"))
    assert parsed.stories[0].title == "Nebel über Köln"
    assert messages(parsed) == ["1:  is not UTF-8; it was read as windows-1252, so letters may be wrong"]
    assert read("k8s-af", text.encode("utf-16")).stories[0].title == "Nebel über Köln"


def test_a_control_character_is_replaced_and_said():
    parsed = read("k8s-af", "* [Fo\x00g - Lock Labs - blog 2019](https://lock.example/fog)")
    assert parsed.stories[0].title == "Fo\ufffdg"
    assert "control character U+0000" in parsed.faults[0].message


def test_reference_links_and_numbered_lists_are_read():
    text = (
        "1. [Fog - Lock Labs - blog post 2019][fog]\n   - involved: fog\n\n[fog]: https://lock.example/fog\n"
    )
    (story,) = read("k8s-af", text).stories
    assert (story.addresses[0].canonical, story.terms) == ("https://lock.example/fog", ("fog",))
