"""What is known already: sources that stories cite, and candidates that feeds have brought."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from incidents.domain.feeds import contents
from incidents.feeds.addresses import canonical
from incidents.feeds.found import FoundAddress, FoundStory
from incidents.feeds.matching import KnownEntries, KnownEntry
from incidents.models import CandidateAddress, Citation, Feed, FeedEntry, Incident

AT_ONCE = 2_000


@dataclass(frozen=True)
class KnownSources:
    """Sources by their canonical addresses. Only those of stories that every editor may see: who works on
    feeds must not learn what closed stories cite."""

    keys: frozenset[int]
    by_address: dict[str, int]

    def of(self, addresses: tuple[FoundAddress, ...]) -> int | None:
        """The source that an entry is. What it links to besides is no source of it."""
        here = (self.by_address.get(one.canonical) for one in addresses if one.role == "primary")
        return next(filter(None, here), None)


def sources() -> KnownSources:
    """Two queries. Where two sources have one canonical address, the one that came first counts."""
    cited = Citation.objects.filter(incident__in=Incident.objects.open_to_editors())
    by_address: dict[str, int] = {}
    keys = set()
    rows = cited.order_by("source_id").values_list("source_id", "url", "archive_url").distinct()
    for key, *urls in rows.iterator(AT_ONCE):
        keys.add(key)
        for url in filter(None, urls):
            if found := canonical(url):
                by_address.setdefault(found.address, key)
    listed = FeedEntry.objects.filter(source__in=keys).values_list("source_id", "addresses")
    for key, addresses in listed.iterator(AT_ONCE):
        for address, _, role in addresses:
            if role == "primary":
                by_address.setdefault(address, key)
    return KnownSources(frozenset(keys), by_address)


def candidates() -> KnownEntries:
    """By every address that feeds have had for them; the key is the candidate's."""
    return KnownEntries(_candidates())


def _candidates() -> Iterator[KnownEntry]:
    rows = CandidateAddress.objects.order_by("candidate_id", "pk")
    titled = rows.values_list("candidate_id", "candidate__title", "canonical", "locator")
    key, title = 0, ""
    addresses: list[FoundAddress] = []
    for candidate, named, address, locator in titled.iterator(AT_ONCE):
        if candidate != key and addresses:
            yield KnownEntry(key=key, title=title, addresses=tuple(addresses))
            addresses = []
        key, title = candidate, named
        addresses.append(FoundAddress(written=address, canonical=address, locator=locator or None))
    if addresses:
        yield KnownEntry(key=key, title=title, addresses=tuple(addresses))


def entries(feed: Feed | None) -> dict[int, dict[str, Any]]:
    """The rows of a feed by their keys, with what a new state is compared by; none where there is no feed."""
    if feed is None:
        return {}
    standing = ("digest", "source_id", "candidate_id", "candidate__state", "missing_since")
    rows = FeedEntry.objects.filter(feed=feed).order_by("pk").values(*contents.RECOGNISED_BY, *standing)
    return {row["pk"]: row for row in rows.iterator(AT_ONCE)}


def address_keys(story: FoundStory) -> dict[str, FoundAddress]:
    """The addresses of an entry by the key of `CandidateAddress`; what it links to besides is left out."""
    return {address_key(one): one for one in story.addresses if one.role == "primary"}


def address_key(address: FoundAddress) -> str:
    return sha256(f"{address.canonical}\n{address.locator or ''}".encode(errors="replace")).hexdigest()
