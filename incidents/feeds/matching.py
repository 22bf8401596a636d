"""Which known entry a found story is, if it is one.

Asked in this order: its identifier in the feed, its address, its title with organisation and year. What is
only similar is suggested and decides nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Literal

from msgspec import Struct

from incidents.feeds import dates, wording
from incidents.feeds.addresses import canonical
from incidents.feeds.found import FoundAddress, FoundStory

MatchedBy = Literal["external_id", "address", "title"]
MOST_SUGGESTIONS = 5
SIMILAR = 0.5
"""Share of words, of all that either title has."""
COMMON = 200
"""A word of more entries than this says too little to look for."""
YEARS_APART = 1
SURE = frozenset({"external_id", "address"})
"""By what an entry is recognised before its title is looked at."""


class KnownEntry(Struct, frozen=True, kw_only=True):
    """An entry or a source as it is known. `addresses`: canonical ones and their recorded moves."""

    key: int | str
    external_id: str | None = None
    addresses: tuple[FoundAddress, ...] = ()
    title: str = ""
    organisation: str | None = None
    year: int | None = None


class Suggested(Struct, frozen=True):
    key: int | str
    share: float
    """Of the words that both titles have, among all that either has."""
    reason: str


class Matching(Struct, frozen=True, kw_only=True):
    """`key` is the known entry, None for a new one. `obstacle`: why something that fits was not taken."""

    key: int | str | None = None
    by: MatchedBy | None = None
    suggested: tuple[Suggested, ...] = ()
    obstacle: str | None = None


def known_of(story: FoundStory, key: int | str) -> KnownEntry:
    """A found story as it is known from then on."""
    return KnownEntry(
        key=key,
        external_id=story.external_id,
        addresses=story.addresses,
        title=story.title,
        organisation=story.organisation or story.organisation_raw,
        year=dates.year(story.published or story.occurred),
    )


def at(address: str) -> tuple[FoundAddress, ...]:
    """The addresses of something that is known by one address."""
    found = canonical(address)
    if found is None:
        return ()
    return (FoundAddress(written=address, canonical=found.address, locator=found.locator),)


class KnownEntries:
    """Known entries by everything that an entry is recognised by; each question takes a few look-ups."""

    def __init__(self, entries: Iterable[KnownEntry]) -> None:
        self._by_id: dict[str, list[KnownEntry]] = defaultdict(list)
        self._by_address: dict[str, list[KnownEntry]] = defaultdict(list)
        self._by_title: dict[tuple[str, str], list[KnownEntry]] = defaultdict(list)
        self._by_word: dict[str, list[KnownEntry]] = defaultdict(list)
        self._words: dict[int | str, frozenset[str]] = {}
        for entry in entries:
            self._add(entry)

    def _add(self, entry: KnownEntry) -> None:
        if entry.external_id:
            self._by_id[entry.external_id].append(entry)
        for address in dict.fromkeys(one.canonical for one in entry.addresses if one.role == "primary"):
            self._by_address[address].append(entry)
        title = wording.normalised(entry.title)
        self._by_title[title, wording.normalised(entry.organisation or "")].append(entry)
        self._words[entry.key] = frozenset(title.split())
        for word in self._words[entry.key]:
            self._by_word[word].append(entry)

    def match(self, story: FoundStory, *, without: AbstractSet[int | str] = frozenset()) -> Matching:
        """`without`: keys of entries that it is not."""
        found = known_of(story, "")
        obstacles = []
        asked: tuple[tuple[MatchedBy, list[KnownEntry]], ...] = (
            ("external_id", self._with_id(found)),
            ("address", self._at_address(found)),
            ("title", self._with_title(found)),
        )
        for by, same in asked:
            candidates = [one for one in same if one.key not in without]
            if len(candidates) == 1:
                return Matching(key=candidates[0].key, by=by)
            if candidates:
                obstacles.append(f"{len(candidates)} known entries have the same {by.replace('_', ' ')}")
        reused = found.external_id in self._by_id
        if reused and not obstacles:
            obstacles.append("its identifier was another entry's: neither address nor title are the same")
        similar = self._similar(found, without)
        return Matching(suggested=similar, obstacle="; ".join(obstacles) or None)

    def paired(self, stories: Sequence[FoundStory]) -> list[Matching]:
        """Of each story of one state: every entry is at most one of them.

        What has its identifier or address still is taken first. So an entry that only has the title of
        another does not take its place, and of two entries on one page the second gets what is left.
        """
        first = [self.match(story) for story in stories]
        taken: set[int | str] = set()
        pairs: dict[int, Matching] = {}
        for place, matching in enumerate(first):
            if matching.key is not None and matching.by in SURE and matching.key not in taken:
                taken.add(matching.key)
                pairs[place] = matching
        for place, story in enumerate(stories):
            if place in pairs:
                continue
            pairs[place] = self.match(story, without=taken) if taken else first[place]
            if (key := pairs[place].key) is not None:
                taken.add(key)
        return [pairs[place] for place in range(len(stories))]

    def _with_id(self, found: KnownEntry) -> list[KnownEntry]:
        """An identifier that is used again, for another page and another title, is no identifier."""
        same = self._by_id.get(found.external_id or "", [])
        places = {one.canonical for one in found.addresses}
        title = wording.normalised(found.title)
        return [
            one
            for one in same
            if not one.addresses
            or places & {place.canonical for place in one.addresses}
            or wording.normalised(one.title) == title
        ]

    def _at_address(self, found: KnownEntry) -> list[KnownEntry]:
        """Of several stories on one page, the one with the same locator; else the one with the same title."""
        places = {(one.canonical, one.locator) for one in found.addresses if one.role == "primary"}
        same = [one for address in dict(places) for one in self._by_address.get(address, ())]
        same = list({one.key: one for one in same}.values())
        exact = [
            one for one in same if places & {(place.canonical, place.locator) for place in one.addresses}
        ]
        if exact or not same:
            named = [one for one in exact if wording.normalised(one.title) == wording.normalised(found.title)]
            return named if len(exact) > 1 and named else exact
        # Only the locators differ: two stories, unless one side names none or the title is the same.
        return [one for one in same if _is_one_story(one, found)]

    def _with_title(self, found: KnownEntry) -> list[KnownEntry]:
        title, organisation = wording.normalised(found.title), wording.normalised(found.organisation or "")
        if not title or not organisation:
            return []
        same = self._by_title.get((title, organisation), ())
        return [one for one in same if _is_same_year(one.year, found.year)]

    def _similar(self, found: KnownEntry, without: AbstractSet[int | str]) -> tuple[Suggested, ...]:
        words = frozenset(wording.normalised(found.title).split())
        seen: Counter[int | str] = Counter()
        for word in words:
            entries = self._by_word.get(word, ())
            if len(entries) <= COMMON:
                seen.update(entry.key for entry in entries if entry.key not in without)
        shares = ((key, common / len(words | self._words[key])) for key, common in seen.items())
        near = sorted(((share, str(key), key) for key, share in shares if share >= SIMILAR), reverse=True)
        return tuple(
            Suggested(key, share, f"{share:.0%} of the words of both titles are the same")
            for share, _, key in near[:MOST_SUGGESTIONS]
        )


def _is_one_story(known: KnownEntry, found: KnownEntry) -> bool:
    if wording.normalised(known.title) == wording.normalised(found.title):
        return True
    return not any(one.locator for one in known.addresses) or not any(one.locator for one in found.addresses)


def _is_same_year(one: int | None, other: int | None) -> bool:
    return one is None or other is None or abs(one - other) <= YEARS_APART
