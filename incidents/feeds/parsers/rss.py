"""RSS 0.9x, 1.0 (RDF) and 2.0."""

from collections.abc import Iterator

from incidents.errors import Fault
from incidents.feeds import dates, wording
from incidents.feeds.doubts import doubt_of_post
from incidents.feeds.found import FoundStory, Locator, Part
from incidents.feeds.parsers import elements
from incidents.feeds.parsers.elements import Element
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

ROOTS = frozenset({"rss", "rdf"})


def parse(received: Received) -> Iterator[Part]:
    root, faults = elements.xml(received.body, received.charset)
    yield from faults
    if root is None or elements.name(root) not in ROOTS:
        yield not_that(root, "RSS", "rss")
        return
    channel = next(iter(elements.children(root, "channel")), root)
    base = _base(channel, received.address)
    publisher = wording.unescaped(wording.line(_text(channel, "title"))) or None
    items = [
        *elements.children(channel, "item"),
        *(elements.children(root, "item") if channel is not root else ()),
    ]
    if not items:
        yield Fault("", "holds no item", elements.line(channel) or None)
    for item in items:
        yield _item(item, base, publisher)


def not_that(root: Element | None, called: str, wanted: str) -> Fault:
    """Why a document is no feed of its kind, in words that say what it is instead."""
    found = elements.name(root) if root is not None else ""
    if found == "html":
        return Fault("", f"is a web page, not {called}; look there for the address of the feed", 1)
    if not found:
        return Fault("", f"holds no {called}")
    hint = "; it is Atom" if found == "feed" and wanted != "feed" else ""
    hint = "; it is RSS" if found in ROOTS and wanted == "feed" else hint
    return Fault(
        "", f"is no {called}: its first element is “{found[:40]}”{hint}", elements.line(root) or None
    )


def _base(channel: Element, address: str) -> str:
    link = _text(channel, "link")
    joined = addresses_of([link], address) if link else ()
    return joined[0].written if joined else address


def _text(element: Element, name: str, *, inside: str = "") -> str:
    """The text of the child; of several, the one without a namespace or with the one that holds `inside`."""
    found = [one for one in elements.children(element, name) if inside in elements.namespace(one)]
    found.sort(key=lambda one: bool(elements.namespace(one)) != bool(inside))
    return next(filter(None, map(elements.content, found)), "")


def _item(item: Element, base: str, publisher: str | None) -> FoundStory | Fault:
    title_raw = _text(item, "title")
    guid = _text(item, "guid")
    body = _text(item, "encoded", inside="content") or _text(item, "description")
    text = elements.plain(body)
    written = [_text(item, "link"), *_permanent(item, guid), *_enclosures(item)]
    published_raw = _text(item, "pubdate") or _text(item, "date")
    title = wording.line(elements.plain(wording.unescaped(title_raw))) or wording.line(text)[:120]
    if not title and not guid and not any(written):
        return Fault("", "is an item without title, address and text", elements.line(item) or None)
    return FoundStory(
        title_raw=title_raw,
        title=title,
        locator=Locator(elements.line(item), elements.last_line(item)),
        external_id=guid or item.get("{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about") or None,
        addresses=addresses_of(dict.fromkeys(filter(None, written)), base),
        organisation_raw=publisher,
        organisation=publisher,
        kind="article",
        published_raw=published_raw or None,
        published=dates.read(published_raw),
        terms_raw=tuple(filter(None, map(elements.content, elements.children(item, "category")))),
        text=text,
        doubt=doubt_of_post(title, text),
    )


def _permanent(item: Element, guid: str) -> list[str]:
    """The guid, if it is an address, too."""
    is_one = any(one.get("isPermaLink", "true").lower() != "false" for one in elements.children(item, "guid"))
    return [guid] if is_one and guid.lower().startswith(("http://", "https://")) else []


def _enclosures(item: Element) -> list[str]:
    return [one.get("url", "") for one in elements.children(item, "enclosure")]
