"""JSON Feed 1 and 1.1 (jsonfeed.org)."""

from collections.abc import Iterator
from typing import Any

from incidents.errors import Fault, Refused
from incidents.feeds import dates, wording
from incidents.feeds.doubts import doubt_of_post
from incidents.feeds.found import FoundStory, Locator, Part
from incidents.feeds.parsers import elements, values
from incidents.feeds.parsers.linked import addresses_of
from incidents.feeds.received import Received

VERSION = "jsonfeed.org/version/"


def parse(received: Received) -> Iterator[Part]:
    try:
        feed = read(received)
    except Refused as refused:
        yield from refused.faults
        return
    for pointer, item in items(feed):
        yield item if isinstance(item, Fault) else story(item, pointer, feed, received.address)


def read(received: Received) -> dict[str, Any]:
    """Raises `Refused` for what is no JSON Feed."""
    feed = values.read(received)
    if not isinstance(feed, dict) or VERSION not in values.text(feed, "version"):
        raise Refused(
            "no JSON Feed", [Fault("/version", f"is no JSON Feed: it has to name https://{VERSION}1.1")]
        )
    if not isinstance(feed.get("items"), list):
        raise Refused("no JSON Feed", [Fault("/items", "has to be the list of items")])
    return feed


def items(feed: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any] | Fault]]:
    """Each item with its pointer; a fault for what is none, or for a feed without any."""
    if not feed["items"]:
        yield "/items", Fault("/items", "is empty")
    for place, item in enumerate(feed["items"]):
        pointer = f"/items/{place}"
        yield pointer, item if isinstance(item, dict) else Fault(pointer, "has to be an item with fields")


def story(item: dict[str, Any], pointer: str, feed: dict[str, Any], base: str) -> FoundStory | Fault:
    title_raw = values.text(item, "title")
    text = values.text(item, "content_text") or elements.plain(values.text(item, "content_html"))
    text = text or values.text(item, "summary")
    title = wording.line(wording.unescaped(title_raw)) or wording.line(text)[:120]
    identifier = values.text(item, "id")
    links = [values.text(item, name) for name in ("url", "external_url")]
    base = values.text(feed, "feed_url") or base
    addresses = addresses_of([one for one in links if one], base)
    if not title and not identifier and not addresses:
        return Fault(pointer, "is an item without title, address and text")
    publisher = values.text(feed, "title") or None
    published_raw = values.text(item, "date_published")
    return FoundStory(
        title_raw=title_raw,
        title=title,
        locator=Locator(0, 0),
        external_id=identifier or None,
        addresses=addresses,
        organisation_raw=publisher,
        organisation=publisher,
        kind="article",
        published_raw=published_raw or None,
        published=dates.read(published_raw),
        terms_raw=values.texts(item, "tags"),
        text=text,
        doubt=doubt_of_post(title, text),
        extensions={name: value for name, value in item.items() if name.startswith("_")},
    )
