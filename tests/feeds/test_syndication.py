import pytest

from tests.feeds.reading import by_title, messages, read, sample


def test_rss():
    parsed = sample("rss", "blog.rss")
    found = by_title(parsed)
    assert list(found) == ["Ropes & Chains: an outage", "Our summer party &harbour;", "Crane failure"]
    ropes, party, crane = found.values()
    assert ropes.title_raw == "Ropes &amp; Chains: an outage"
    assert ropes.addresses[0].written == "https://quay.example/blog/ropes"
    assert ropes.external_id == "made-anew-1"
    assert ropes.published == "2019-05-21T09:58:30Z"
    assert ropes.text == "The rope broke twice."
    assert ropes.terms_raw == ("ropes",)
    assert (ropes.doubt, crane.doubt) == (None, None)
    assert party.doubt == "is a post that names no incident, outage or failure"
    assert (party.published_raw, party.published) == ("soon", None)
    assert crane.text == "One\nTwo"
    assert (ropes.locator.first, ropes.locator.last) == (7, 14)


def test_an_identifier_of_two_items_identifies_neither():
    parsed = sample("rss", "blog.rss")
    assert [story.external_id for story in parsed.stories] == ["made-anew-1", None, None]
    assert sum("shares its identifier “shared”" in message for message in messages(parsed)) == 2


def test_an_item_without_anything_is_a_fault():
    assert "28:  is an item without title, address and text" in messages(sample("rss", "blog.rss"))


def test_atom():
    first, second = sample("atom", "blog.atom").stories
    assert first.title == "The tide & the outage"
    assert [one.written for one in first.addresses] == [
        "https://tide.example/log/one#second",
        "https://forum.example/t/2",
    ]
    assert first.addresses[0].locator == "second"
    assert first.published == "2019-05-21T09:58:30Z"
    assert first.text == "High `water`\neverywhere"
    assert first.terms_raw == ("tide",)
    assert (second.published, second.text) == (None, "Boats failed to leave.")


@pytest.mark.parametrize("kind", ["rss", "atom"])
@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "is no XML"),
        ("<!DOCTYPE html><html><body><p>Not found</p></body></html>", "is a web page, not"),
        ("<opml/>", "its first element is “opml”"),
    ],
)
def test_what_is_no_feed_says_what_it_is(kind, text, says):
    parsed = read(kind, text)
    assert not parsed.stories
    assert any(says in message or "holds no" in message for message in messages(parsed))


def test_the_other_format_is_named():
    assert any("it is Atom" in message for message in messages(sample("rss", "blog.atom")))
    assert any("it is RSS" in message for message in messages(sample("atom", "blog.rss")))


BOMB = """<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "aaaaaaaaaa">%s]>
<rss version="2.0"><channel><title>&l9;</title>
<item><title>Outage &l9;</title>
<link>https://a.example/</link></item></channel></rss>"""


def test_entities_are_not_expanded():
    levels = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "&a;" * 10}">' for n in range(10))
    parsed = read("rss", BOMB % levels)
    assert "aaaaaaaaaa" not in str(parsed)
    assert parsed.faults


def test_files_of_the_machine_are_not_read(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("outage secret")
    text = f"""<!DOCTYPE r [<!ENTITY x SYSTEM "{secret.as_uri()}">]>
    <rss version="2.0"><channel><item><title>Fog &x;</title><link>https://a.example/</link></item></channel></rss>"""
    (story,) = read("rss", text).stories
    assert "secret" not in f"{story}"


def test_broken_xml_is_read_as_far_as_it_goes():
    text = "<rss><channel><item><title>Fog & mist</title><link>https://a.example/1</link></item>\n<item><title>Crane"
    parsed = read("rss", text)
    assert [story.title for story in parsed.stories] == ["Fog mist", "Crane"]
    assert messages(parsed)[0].startswith("1:  is broken XML, read as far as possible")


@pytest.mark.parametrize(
    ("said", "written"), [("iso-8859-1", "utf-8"), ("iso-8859-1", "iso-8859-1"), ("utf-8", "windows-1252")]
)
def test_a_wrong_charset_is_no_obstacle(said, written):
    head = f'<?xml version="1.0" encoding="{said}"?>'
    text = f"{head}<rss><channel><item><title>Nebel über Köln</title></item></channel></rss>"
    (story,) = read("rss", text.encode(written)).stories
    assert story.title == "Nebel über Köln"
