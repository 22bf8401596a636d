"""The file of feeds that come along, `fixtures/feeds.yaml`."""

from typing import Annotated

from msgspec import Meta, Struct

from incidents import structs, yamltree
from incidents.feeds.found import FeedKind
from incidents.structs import Wording

HTTPS = r"^https://.+$"
WORDING = Wording("The list of feeds cannot be read.", {HTTPS: "has to begin with https://"})


class ShippedFeed(Struct, frozen=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    kind: FeedKind
    address: Annotated[str, Meta(pattern=HTTPS, max_length=1000)]
    folder: str = ""


class ShippedFeeds(Struct, frozen=True, forbid_unknown_fields=True):
    feeds: tuple[ShippedFeed, ...]


def read(data: bytes) -> tuple[ShippedFeed, ...]:
    """Raises `Refused` with the lines of what is wrong."""
    return structs.from_tree(yamltree.read(data), ShippedFeeds, words=WORDING).feeds
