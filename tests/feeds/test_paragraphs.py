from tests.feeds.reading import read, sample


def test_every_paragraph_that_begins_with_a_link_is_an_entry():
    parsed = sample("paragraphs", "paragraphs.md")
    assert [(story.organisation, story.title, story.terms_raw) for story in parsed.stories] == [
        ("Quay Works", "A wrong sign sent every ship to one pier.", ("Config Errors",)),
        ("Tide Co", "Two tables disagreed about the tide.", ("Config Errors",)),
        ("Lock Labs", "No. 2 gate opened first.", ("Config Errors",)),
        ("Lock Labs", "The same page tells of the first gate.", ("Config Errors",)),
        ("Ferry", "The ferry left without passengers.", ()),
    ]
    assert parsed.faults == ()


def test_all_links_are_kept_with_their_roles():
    quay, tide, *_ = sample("paragraphs", "paragraphs.md").stories
    assert [(one.canonical, one.role) for one in quay.addresses] == [
        ("https://quay.example/outage", "primary"),
        ("https://forum.example/t/1", "secondary"),
    ]
    assert [one.role for one in tide.addresses] == ["primary", "primary"]
    assert (tide.locator.first, tide.locator.last) == (12, 13)


def test_a_copy_stands_for_its_page_and_dates_nothing():
    (second, first) = sample("paragraphs", "paragraphs.md").stories[2:4]
    assert (
        second.addresses[0].canonical
        == first.addresses[0].canonical
        == "https://lock.example/report_(final).html"
    )
    assert second.addresses[0].written.startswith("https://web.archive.org/")
    assert second.addresses[0].archived == "20190517120000"
    assert (second.published, second.occurred) == (None, None)
    assert [story.addresses[0].locator for story in (second, first)] == ["second", "first"]


def test_sections_without_stories_are_skipped_with_a_reason():
    skipped = sample("paragraphs", "paragraphs.md").skipped
    assert [(one.line, one.reason) for one in skipped] == [
        (6, "stands in the section “Table of Contents”, which holds no stories"),
        (27, "stands in the section “Other lists of postmortems”, which holds no stories"),
        (31, "stands in the section “Contributors”, which holds no stories"),
    ]


def test_a_link_to_nowhere_is_a_fault():
    parsed = read("paragraphs", "## Fog\n\n[Lock Labs](ftp://lock.example/fog). Fog.\n")
    assert [fault.line for fault in parsed.faults] == [3, None]
