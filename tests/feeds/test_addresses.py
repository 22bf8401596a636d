import pytest

from incidents.feeds.addresses import canonical

SAME = [
    ("HTTPS://Example.ORG", "https://example.org/"),
    ("http://example.org/a", "https://example.org/a"),
    ("https://www.example.org/a/", "https://example.org/a"),
    ("https://www.org/", "https://www.org/"),
    ("https://example.org./a", "https://example.org/a"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:80/a", "https://example.org/a"),
    ("http://example.org:8080/a", "https://example.org:8080/a"),
    ("https://me:secret@example.org/a", "https://example.org/a"),
    ("https://example.org/a/./b/../c", "https://example.org/a/c"),
    ("https://example.org/%7efog%2f%c3%bc", "https://example.org/~fog%2F%C3%BC"),
    ("https://example.org/ü b", "https://example.org/%C3%BC%20b"),
    ("https://example.org/50%", "https://example.org/50%25"),
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("https://example.org/a?", "https://example.org/a"),
    ("https://example.org/a?b=2&a=1", "https://example.org/a?b=2&a=1"),
    ("https://example.org/a?utm_source=x&id=1&UTM_medium=y&fbclid=z&gclid=1", "https://example.org/a?id=1"),
    ("https://medium.example/p?source=rss----1", "https://medium.example/p"),
    ("https://example.org/p?source=harbour", "https://example.org/p?source=harbour"),
    ("https://example.org/a?t=1&list=2&index=3", "https://example.org/a?t=1&list=2&index=3"),
    ("https://youtu.be/abcDEF-_123", "https://youtube.com/watch?v=abcDEF-_123"),
    ("https://m.youtube.com/watch?index=3&v=abcDEF-_123&list=PL1", "https://youtube.com/watch?v=abcDEF-_123"),
    ("https://www.youtube-nocookie.com/embed/abcDEF-_123?rel=0", "https://youtube.com/watch?v=abcDEF-_123"),
    ("https://www.youtube.com/live/abcDEF-_123/", "https://youtube.com/watch?v=abcDEF-_123"),
    ("https://www.youtube.com/channel/UC1", "https://youtube.com/channel/UC1"),
    ("https://web.archive.org/web/20190517120000/http://www.example.org/a", "https://example.org/a"),
    ("https://web.archive.org/web/20190517id_/example.org/a?b=1", "https://example.org/a?b=1"),
    ("http://web.archive.org/web/2019*/https:/example.org/a/", "https://example.org/a"),
    (
        "https://web.archive.org/web/2020/https://web.archive.org/web/2019/https://youtu.be/abcDEF-_123",
        "https://youtube.com/watch?v=abcDEF-_123",
    ),
    ("https://web.archive.org/about", "https://web.archive.org/about"),
    (" <https://example.org/a\n/b> ", "https://example.org/a/b"),
    ("https://[2001:DB8::1]:443/a", "https://[2001:db8::1]/a"),
]


@pytest.mark.parametrize(("written", "address"), SAME)
def test_canonical(written, address):
    found = canonical(written)
    assert found
    assert found.address == address
    assert canonical(found.address) == (found.address, None, None), "the canonical form is its own"


@pytest.mark.parametrize(
    ("written", "locator"),
    [
        ("https://example.org/a#second", "second"),
        ("https://example.org/a#", None),
        ("https://example.org/a#:~:text=fog", None),
        ("https://example.org/a#second:~:text=fog", "second"),
        ("https://youtu.be/abcDEF-_123?t=12m30s", "t=12m30s"),
        ("https://www.youtube.com/watch?v=abcDEF-_123&t=0s", None),
        ("https://web.archive.org/web/2019/https://example.org/a#second", "second"),
    ],
)
def test_what_tells_two_stories_on_one_page_apart(written, locator):
    found = canonical(written)
    assert found
    assert found.locator == locator


def test_a_copy_says_when_it_was_made():
    found = canonical("https://web.archive.org/web/20190517120000if_/https://example.org/a")
    assert found
    assert found.archived == "20190517120000"


def test_a_relative_address_needs_a_base():
    assert canonical("b#c") is None
    assert canonical("b#c", "https://example.org/a/") == ("https://example.org/a/b", "c", None)
    assert canonical("//example.org/b", "https://example.com/") == ("https://example.org/b", None, None)


@pytest.mark.parametrize(
    "written",
    [
        "", " ", "fog", "mailto:a@example.org", "javascript:alert(1)", "ftp://example.org/", "file:///etc/passwd",
        "https://", "https:///a", "https://[::1", "https://example.org:99999/", "https://exa mple.org/",
        "https://example.org:a/", "https://" + "a" * 5_000, "https://\ud800.example/", "data:text/html,x",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web(written):
    assert canonical(written) is None
