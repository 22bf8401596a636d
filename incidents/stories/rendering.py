"""Renders the Markdown texts of a story to sanitised HTML and to plain text."""

import re
from collections.abc import Collection
from functools import lru_cache
from html import escape, unescape

import nh3

from incidents.stories import markup

VERSION = 2
"""The version of the renderer, stored with the HTML; HTML of another version is rendered again."""

PREFIXES = frozenset({"KF", "INC"})
"""Prefixes of references that become links, since `UTF-8` and `SHA-256` look like references too."""

BLOCKS = {"blockquote", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre", "ul"}
TABLES = {"table", "tbody", "td", "th", "thead", "tr"}
WORDS = {"a", "br", "code", "em", "strong"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}, "td": {"align"}, "th": {"align"}}
ADDRESS = re.compile(
    r"https?://[^\s<>\"\\]+|mailto:[^\s<>\"\\]+|\#[a-z][\w-]*|/(?:[a-z0-9][\w./?=&%+~,:\#-]*)?",
    re.IGNORECASE | re.ASCII,
)
SINGLE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>", re.DOTALL)


def html(text: str, *, prefixes: Collection[str] = PREFIXES) -> str:
    """The text as HTML blocks. Headings start at `h3`; references such as `KF-15#f2` are links."""
    try:
        rendered = markup.html(text, frozenset(prefixes))
    except RecursionError:
        # Nested too deeply to render: the text is shown verbatim.
        rendered = f"<pre><code>{escape(text)}</code></pre>"
    return CLEANER.clean(rendered)


def inline_html(text: str, *, prefixes: Collection[str] = PREFIXES) -> str:
    """The text as HTML without the enclosing paragraph if it is the only one, for cells, items and titles."""
    rendered = html(text, prefixes=prefixes)
    single = SINGLE_PARAGRAPH.fullmatch(rendered)
    return single.group(1) if single else rendered


# Lists show the same few fixes over and over; rendering one takes half a millisecond.
@lru_cache(maxsize=1000)
def plain(text: str) -> str:
    """The text without markup on one line, not escaped: for titles, feeds and search."""
    return without_markup(html(text))


def without_markup(html: str) -> str:
    """The words of HTML on one line, not escaped."""
    return " ".join(unescape(STRIPPER.clean(html)).split())


def _attribute(tag: str, attribute: str, value: str) -> str | None:
    if tag == "a" and attribute == "href":
        return value if ADDRESS.fullmatch(value) else None
    return value


CLEANER = nh3.Cleaner(
    tags=BLOCKS | TABLES | WORDS,
    attributes=ATTRIBUTES,
    attribute_filter=_attribute,
    link_rel="nofollow noopener",
    url_schemes={"http", "https", "mailto"},
    # Scrollable blocks have to be focusable by keyboard.
    set_tag_attribute_values={"pre": {"tabindex": "0"}},
)
STRIPPER = nh3.Cleaner(tags=set())
