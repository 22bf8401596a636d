"""No input makes a parser fail: bytes in, found stories and faults out."""

import json
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incidents.feeds import addresses, dates, titles, wording
from incidents.feeds.found import Parsed
from incidents.feeds.parsing import FORMATS, parse
from incidents.feeds.received import Received
from incidents.stories import moments

SAMPLES = [path.read_bytes() for path in sorted((Path(__file__).parent / "samples").rglob("*.*"))]
PIECES = [
    "* ",
    "    * ",
    "[",
    "]",
    "](",
    ")",
    "(",
    "\\",
    "`",
    "``",
    "**",
    "_",
    "# ",
    "## ",
    "---\n",
    "```",
    "<!--",
    "-->",
    " - ",
    "involved:",
    "impact: a, b",
    "https://a.example/",
    "2019",
    "January 2019",
    "<item>",
    "</item>",
    "<![CDATA[",
    "]]>",
    "&amp;",
    "&lt;",
    "<a href='",
    "<ul><li>",
    "</li>",
    "<?xml",
    "<!DOCTYPE",
    "\n",
    "\r",
    "\t",
    "\0",
    "\ufeff",
    "\u202e",
    "{",
    "}",
    '"',
    ":",
    ",",
    "uuid: 1",
    "<rss><channel>",
    "<feed>",
    "[a]: b",
    "[x][a]",
    "=\n",
    "&#0;",
    "&#1114112;",
]
NAMES = [
    "id",
    "items",
    "incidents",
    "page",
    "name",
    "url",
    "title",
    "tags",
    "_story",
    "incident_updates",
    "body",
    "display_at",
    "organisations",
    "occurred",
    "start",
    "status",
    "content_html",
    "components",
]
KINDS = st.sampled_from(sorted(FORMATS))
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(NAMES),
            inner,
            max_size=5,
        )
    ),
    max_leaves=20,
)


def check(parsed: Parsed) -> None:
    for story in parsed.stories:
        assert msgspec.json.encode(story)
        assert story.title or story.external_id or story.addresses
        assert all(one.canonical.startswith("https://") for one in story.addresses)
        assert story.terms is not None
        assert story.published is None or moments.is_real(story.published)
    for fault in parsed.faults:
        assert fault.message
    assert parsed.stories or parsed.faults or parsed.skipped


@settings(max_examples=150, deadline=None)
@given(kind=KINDS, data=st.binary(max_size=300))
def test_any_bytes(kind, data):
    check(parse(kind, Received(data=data)))


@settings(max_examples=300, deadline=None)
@given(kind=KINDS, pieces=st.lists(st.sampled_from(PIECES), max_size=40))
def test_any_marks(kind, pieces):
    check(parse(kind, Received(data="".join(pieces).encode("utf-8", "replace"))))


@settings(max_examples=300, deadline=None)
@given(
    kind=KINDS,
    data=st.sampled_from(SAMPLES),
    cut=st.integers(0, 2_000),
    length=st.integers(0, 60),
    instead=st.binary(max_size=6),
)
def test_damaged_samples(kind, data, cut, length, instead):
    check(parse(kind, Received(data=data[:cut] + instead + data[cut + length :])))


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(["json-feed", "stories", "statuspage"]), value=JSON)
def test_any_json(kind, value):
    if isinstance(value, dict):
        value |= {"version": "https://jsonfeed.org/version/1.1"}
    check(parse(kind, Received(data=json.dumps(value).encode())))


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=60))
def test_any_words(text):
    wording.plain(text)
    wording.split(text)
    wording.normalised(text)
    titles.split(text)
    dates.read(text)
    addresses.canonical(f"https://{text}")
    found = addresses.canonical(f"https://a.example/{text}")
    assert found is None or addresses.canonical(found.address) is not None


@pytest.mark.parametrize("charset", ["zlib", "rot13", "idna", "unicode_escape", "hex", "nonsense", "utf-8\0"])
def test_a_charset_that_is_none_is_no_obstacle(charset):
    (story,) = parse(
        "k8s-af", Received(data=b"* [F\xfc - L - blog 2019](https://a.example)", charset=charset)
    ).stories
    assert story.title == "Fü"
