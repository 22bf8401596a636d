"""Atom 1.0, and the 0.3 before it."""

from collections.abc import Iterator

from incidents.errors import Fault
from incidents.feeds import dates, wording
from incidents.feeds.doubts import doubt_of_post
from incidents.feeds.found import FoundStory, Locator, Part
from incidents.feeds.parsers import elements
from incidents.feeds.parsers.elements import Element
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.parsers.rss import not_that
from incidents.feeds.received import Received

BASE = "{http://www.w3.org/XML/1998/namespace}base"


def parse(received: Received) -> Iterator[Part]:
    root, faults = elements.xml(received.body, received.charset)
    yield from faults
    if root is None or elements.name(root) != "feed":
        yield not_that(root, "Atom", "feed")
        return
    base = _based(root, _based_on_link(root, received.address))
    publisher = wording.line(_text(root, "title")) or None
    entries = elements.children(root, "entry")
    if not entries:
        yield Fault("", "holds no entry", elements.line(root) or None)
    for entry in entries:
        yield _entry(entry, _based(entry, base), publisher)


def _based_on_link(root: Element, address: str) -> str:
    links = [one.get("href", "") for one in elements.children(root, "link") if one.get("rel") == "self"]
    joined = addresses_of(links, address)
    return address or (joined[0].written if joined else "")


def _based(element: Element, base: str) -> str:
    joined = addresses_of([element.get(BASE) or ""], base)
    return joined[0].written if joined else base


def _text(element: Element, name: str) -> str:
    """The words of the child, whatever they are written in."""
    for one in elements.children(element, name):
        kind = (one.get("type") or "text").lower()
        if "xhtml" in kind:
            return elements.words(one).strip()
        found = elements.content(one)
        if found:
            return elements.plain(found) if "html" in kind or name == "content" else wording.unescaped(found)
    return ""


def _entry(entry: Element, base: str, publisher: str | None) -> FoundStory | Fault:
    title_raw = "".join(map(elements.content, elements.children(entry, "title")[:1]))
    text = _text(entry, "content") or _text(entry, "summary")
    text = "\n".join(filter(None, (" ".join(row.split()) for row in text.split("\n"))))
    title = wording.line(elements.plain(_text(entry, "title"))) or wording.line(text)[:120]
    identifier = "".join(map(elements.content, elements.children(entry, "id")[:1]))
    addresses = addresses_of(_links(entry), base)
    if not title and not identifier and not addresses:
        return Fault("", "is an entry without title, address and text", elements.line(entry) or None)
    # `updated` moves whenever the site is built, so it says nothing of the story.
    dated = [*elements.children(entry, "published"), *elements.children(entry, "issued")]
    published_raw = elements.content(dated[0]) if dated else ""
    return FoundStory(
        title_raw=title_raw,
        title=title,
        locator=Locator(elements.line(entry), elements.last_line(entry)),
        external_id=identifier or None,
        addresses=addresses,
        organisation_raw=publisher,
        organisation=publisher,
        kind="article",
        published_raw=published_raw or None,
        published=dates.read(published_raw),
        terms_raw=tuple(filter(None, (one.get("term") for one in elements.children(entry, "category")))),
        text=text,
        doubt=doubt_of_post(title, text),
    )


def _links(entry: Element) -> list[str]:
    """The page itself first, then what it is related to."""
    links = [
        (one.get("rel") or "alternate", one.get("href") or "") for one in elements.children(entry, "link")
    ]
    pages = [address for relation, address in links if relation == "alternate"]
    others = [address for relation, address in links if relation in {"related", "via"}]
    return [*filter(None, pages), *filter(None, others)]
