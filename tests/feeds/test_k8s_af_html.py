from tests.feeds.reading import by_title, read, sample


def test_the_list_is_found_among_other_markup():
    parsed = sample("k8s-af-html", "list.html", "https://list.example/index.html")
    found = by_title(parsed)
    assert list(found) == ["The crane that waited - for itself", "Ropes at night"]
    crane, ropes = found.values()
    assert crane.terms_raw == ("`ndots:5`", "API server `OOMKill`", "cranes")
    assert crane.impacts == ("late ships & trains",)
    assert (crane.organisation, crane.published) == ("Quay Works", "2019-01")
    assert ropes.addresses[0].written == "https://list.example/ropes.html"
    assert (crane.locator.first, crane.locator.last) == (8, 11)
    assert [fault.message for fault in parsed.faults] == [
        "has no address, so it is left out: A story that nobody wrote down - Quay Works - rumour 2017"
    ]


def test_page_and_markdown_give_the_same_story():
    title = "Fog `at` night - Lock Labs - blog post 2019"
    page = f"<ul><li><a href='https://l.example/'>{title.replace('`at`', '<code>at</code>')}</a></li></ul>"
    (one,) = read("k8s-af-html", page).stories
    (other,) = read("k8s-af", f"* [{title}](https://l.example/)").stories
    assert one.title_raw == other.title_raw
    assert one.addresses == other.addresses


def test_a_page_that_says_where_the_list_went():
    page = "<p>We have moved to <a href='https://newquay.example/'>the new quay</a>.</p>"
    parsed = read("k8s-af-html", page)
    assert parsed.moved_to == "https://newquay.example/"
    assert "holds no list" in parsed.faults[0].message
