"""What an entry says, as its row keeps it: columns to recognise it by, and everything else as JSON."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

import msgspec

from incidents.decoding import convert, decoder
from incidents.feeds import dates
from incidents.feeds.found import FoundAddress, FoundStory, Locator
from incidents.feeds.matching import KnownEntry
from incidents.models import EntryWord, FeedEntry
from incidents.models.feed_entry import LONGEST_WORD

NOWHERE = Locator(0, 0)
NUL = "\x00"
RECOGNISED_BY = ("pk", "external_id", "addresses", "title", "organisation", "year")


def digest(story: FoundStory) -> str:
    """Of all but the lines: an entry that only moved within its list is the same."""
    there = msgspec.structs.replace(story, locator=NOWHERE)
    return sha256(msgspec.json.encode(there, order="deterministic")).hexdigest()


def columns(story: FoundStory) -> dict[str, Any]:
    """The fields of `FeedEntry` that follow from a story."""
    fields = {
        "external_id": story.external_id or "",
        "title": story.title,
        "organisation": story.organisation or story.organisation_raw or "",
        "year": dates.year(story.published or story.occurred),
        "addresses": [[one.canonical, one.locator, one.role] for one in story.addresses],
        "found": plain(story),
        "digest": digest(story),
    }
    return {name: storable(value) for name, value in fields.items()}


def plain(story: FoundStory) -> dict[str, Any]:
    """As JSON has it."""
    return decoder(dict[str, Any]).decode(msgspec.json.encode(story))


def story_of(entry: FeedEntry) -> FoundStory:
    return convert(entry.found, FoundStory)


def known(row: Mapping[str, Any]) -> KnownEntry:
    """From the columns `RECOGNISED_BY`."""
    return KnownEntry(
        key=row["pk"],
        external_id=row["external_id"] or None,
        addresses=tuple(
            FoundAddress(written=canonical, canonical=canonical, locator=locator, role=role)
            for canonical, locator, role in row["addresses"]
        ),
        title=row["title"],
        organisation=row["organisation"] or None,
        year=row["year"],
    )


def words(entry: FeedEntry, story: FoundStory) -> Iterator[EntryWord]:
    for role, texts in (("involved", story.terms), ("impact", story.impacts)):
        for position, text in enumerate(texts):
            shown = storable(text)[:LONGEST_WORD].strip()
            if shown:
                yield EntryWord(entry=entry, role=role, position=position, text=shown, key=word_key(shown))


def word_key(text: str) -> str:
    """As words are compared. Small letters may be more letters, so it is cut."""
    return text.casefold()[:LONGEST_WORD]


def differing(before: Mapping[str, Any], story: FoundStory) -> list[str]:
    """Names of the fields that a story has otherwise than the entry had, without the place."""
    now = storable(plain(story))
    return sorted(
        name for name in now.keys() | before.keys() if name != "locator" and now.get(name) != before.get(name)
    )


def storable(value: Any) -> Any:
    """PostgreSQL keeps no NUL in texts."""
    if isinstance(value, str):
        return value.replace(NUL, "\ufffd")
    if isinstance(value, dict):
        return {storable(name): storable(one) for name, one in value.items()}
    if isinstance(value, list):
        return [storable(one) for one in value]
    return value
