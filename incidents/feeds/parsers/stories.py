"""Another instance of this application: a JSON Feed whose items carry the whole story in `_story`."""

from collections.abc import Iterator
from typing import Any

import msgspec

from incidents.errors import Fault, Refused
from incidents.feeds.found import FoundStory, Part
from incidents.feeds.parsers import json_feed, values
from incidents.feeds.received import Received

EXTENSION = "_story"


def parse(received: Received) -> Iterator[Part]:
    try:
        feed = json_feed.read(received)
    except Refused as refused:
        yield from refused.faults
        return
    for pointer, item in json_feed.items(feed):
        yield item if isinstance(item, Fault) else _item(item, pointer, feed, received.address)


def _item(item: dict[str, Any], pointer: str, feed: dict[str, Any], base: str) -> FoundStory | Fault:
    """The document is handed on as it came; who saves it checks it."""
    found = json_feed.story(item, pointer, feed, base)
    if isinstance(found, Fault):
        return found
    if not isinstance(document := item.get(EXTENSION), dict):
        return Fault(f"{pointer}/{EXTENSION}", "is missing; an item has to carry the whole story there")
    names = [
        name["name"]
        for name in values.objects(document, "organisations")
        if isinstance(name.get("name"), str)
    ]
    organisation = names[0] if names else values.text(document, "organisation") or None
    began = document["occurred"] if isinstance(document.get("occurred"), dict) else {}
    return msgspec.structs.replace(
        found,
        title=values.text(document, "title") or found.title,
        external_id=values.text(document, "uuid") or found.external_id,
        organisation_raw=organisation,
        organisation=organisation,
        kind=None,
        occurred=values.text(began, "start") or None,
        terms_raw=(),
        doubt=None,
        ref=values.text(document, "ref") or None,
        document=document,
        withdrawn=values.text(document, "status") == "withdrawn",
        extensions={name: value for name, value in found.extensions.items() if name != EXTENSION},
    )
