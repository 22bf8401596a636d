"""What an entry of a feed says as parts of a story: a source to cite, and the content of a draft."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from incidents.decoding import convert
from incidents.domain.feeds import contents
from incidents.feeds.addresses import canonical
from incidents.feeds.found import FoundAddress, FoundStory
from incidents.models import FeedEntry
from incidents.stories.document import Source
from incidents.stories.drafting import Content, first_rows, of_document
from incidents.stories.fields import DATE_PATTERN, MOMENT_PATTERN
from incidents.yamltree import NOT_TEXT

LONGEST_LINE = 300
MOST_NOTES = 20_000
"""Characters of one entry that a draft begins with."""
ADDRESS = re.compile(r"https?://[^\s<>\"]{1,1990}")
DATE = re.compile(DATE_PATTERN)
MOMENT = re.compile(MOMENT_PATTERN)


@dataclass(frozen=True)
class ListedEntry:
    """An entry with what was read of it. `links`: its addresses as they can be opened, its own first."""

    entry: FeedEntry
    found: FoundStory
    links: tuple[str, ...]


def listed(entry: FeedEntry) -> ListedEntry:
    found = contents.story_of(entry)
    own_first = sorted(found.addresses, key=lambda one: one.role != "primary")
    return ListedEntry(entry, found, tuple(filter(None, map(_address, own_first))))


def source_of(found: FoundStory) -> Source | None:
    """None for an entry without an address that a document can hold."""
    own = next((one for one in found.addresses if one.role == "primary"), None)
    url = _address(own) if own else None
    if own is None or url is None:
        return None
    copied = own.archived is not None and ADDRESS.fullmatch(own.written) is not None
    described = {
        "title": _line(found.title) or url[:LONGEST_LINE],
        "url": url,
        "archive_url": own.written if copied else None,
        "publisher": _line(found.organisation or found.organisation_raw),
        "venue": _line(found.venue),
        "published": _fitting(DATE, found.published),
    }
    given = {name: value for name, value in described.items() if value}
    try:
        return convert(given | {"kind": found.kind}, Source)
    except msgspec.ValidationError:
        return convert(given | {"kind": "other"}, Source)


def is_cited(source: Source, *, by: Iterable[Source]) -> bool:
    """Whether one of the sources is the same page."""
    wanted = canonical(source.url or "")
    urls = (url for one in by for url in (one.url, one.archive_url) if url)
    return wanted is not None and any((there := canonical(url)) and there[:2] == wanted[:2] for url in urls)


def content_of(entries: Iterable[FeedEntry], *, title: str) -> Content:
    """A draft with the fields that the entries of one candidate tell; their words and texts are its notes.

    Where several feeds list it, the fields follow the entry that came first. `title`: where no feed is left.
    """
    listed = [(entry, contents.story_of(entry)) for entry in entries]
    found = listed[0][1] if listed else FoundStory(title_raw=title, title=title, locator=contents.NOWHERE)
    source = source_of(found)
    organisation = _line(found.organisation)
    document = {
        "title": _line(found.title) or "",
        "organisations": [{"name": organisation}] if organisation else [],
        "occurred": {"start": _fitting(MOMENT, found.occurred)},
        "sources": [{"id": "r1"} | msgspec.to_builtins(source)] if source else [],
    }
    filled = {name: value for name, value in of_document(document).items() if value}
    notes = "\n\n".join(_notes(entry, one) for entry, one in listed)
    return first_rows("incident") | filled | {"kind": "incident", "notes": notes}


def _notes(entry: FeedEntry, found: FoundStory) -> str:
    lines = [f"{entry.feed.name} lists it as: {found.title_raw}"]
    lines += [f"Involved: {', '.join(found.terms)}"] if found.terms else []
    lines += [f"Impact: {', '.join(found.impacts)}"] if found.impacts else []
    lines += [f"See also: {one.written}" for one in found.addresses if one.role == "secondary"]
    return NOT_TEXT.sub("\ufffd", "\n".join([*lines, found.text]).strip()[:MOST_NOTES])


def _address(own: FoundAddress) -> str | None:
    """As it was written; of a copy in an archive, that of the page."""
    forms = (own.canonical, own.written) if own.archived is not None else (own.written, own.canonical)
    return next(filter(ADDRESS.fullmatch, forms), None)


def _line(text: str | None) -> str | None:
    return " ".join(NOT_TEXT.sub(" ", text or "").split())[:LONGEST_LINE].strip() or None


def _fitting(pattern: re.Pattern[str], text: str | None) -> str | None:
    return text if text and pattern.fullmatch(text) else None
