"""Which known entry each story of one state of a feed is: every entry is at most one of them."""

from collections.abc import Sequence

from incidents.feeds.found import FoundStory
from incidents.feeds.matching import KnownEntries, Matching

SURE = frozenset({"external_id", "address"})


def paired(stories: Sequence[FoundStory], known: KnownEntries) -> list[Matching]:
    """In the order of the stories. What has its identifier or address still is taken first.

    So an entry that only has the title of another one does not take its place, and of two entries on one page
    the second gets what the first has left.
    """
    first = [known.match(story) for story in stories]
    taken: set[int | str] = set()
    pairs: dict[int, Matching] = {}
    for place, matching in enumerate(first):
        if matching.key is not None and matching.by in SURE and matching.key not in taken:
            taken.add(matching.key)
            pairs[place] = matching
    for place, story in enumerate(stories):
        if place in pairs:
            continue
        matching = known.match(story, without=taken) if taken else first[place]
        if matching.key is not None:
            taken.add(matching.key)
        pairs[place] = matching
    return [pairs[place] for place in range(len(stories))]
