"""Parses what came from a feed. No input raises an error: what cannot be read is a fault with its line."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
from msgspec import Struct

from incidents.errors import Fault
from incidents.feeds.found import FoundStory, Moved, Parsed, Part, Skipped
from incidents.feeds.parsers import (
    atom,
    front_matter,
    json_feed,
    k8s_af,
    k8s_af_html,
    paragraphs,
    rss,
    statuspage,
    stories,
)
from incidents.feeds.received import Received

MOST_STORIES = 50_000
MOST_FAULTS = 500
LONGEST_TEXT = 100_000
LONGEST_LINE = 1_000


class Format(Struct, frozen=True):
    """How a kind of feed is read."""

    parse: Callable[[Received], Iterator[Part]]


FORMATS: Mapping[str, Format] = {
    "k8s-af": Format(k8s_af.parse),
    "k8s-af-html": Format(k8s_af_html.parse),
    "paragraphs": Format(paragraphs.parse),
    "front-matter": Format(front_matter.parse),
    "rss": Format(rss.parse),
    "atom": Format(atom.parse),
    "json-feed": Format(json_feed.parse),
    "statuspage": Format(statuspage.parse),
    "stories": Format(stories.parse),
}


def parse(kind: str, received: Received) -> Parsed:
    """Raises `KeyError` for a kind that `FORMATS` does not have."""
    return _gathered(FORMATS[kind].parse(received))


def _gathered(parts: Iterable[Part]) -> Parsed:
    found: list[FoundStory] = []
    faults: list[Fault] = []
    skipped: list[Skipped] = []
    moved_to = None
    for part in parts:
        if isinstance(part, FoundStory):
            if len(found) == MOST_STORIES:
                faults.append(Fault("", f"has more than {MOST_STORIES:,} entries; the others are left out"))
                break
            found.append(_shortened(part))
        elif isinstance(part, Skipped):
            skipped.append(part)
        elif isinstance(part, Moved):
            moved_to = moved_to or part.address
        else:
            faults.append(part)
    kept, doubled = _each_once(found)
    faults += doubled
    if len(faults) > MOST_FAULTS:
        more = Fault("", f"has {len(faults):,} faults; these are the first")
        faults = [*faults[:MOST_FAULTS], more]
    return Parsed(
        stories=tuple(_identified(kept, faults)),
        faults=tuple(faults),
        skipped=tuple(skipped),
        moved_to=moved_to,
    )


def _shortened(story: FoundStory) -> FoundStory:
    return msgspec.structs.replace(
        story,
        title=story.title[:LONGEST_LINE],
        title_raw=story.title_raw[:LONGEST_LINE],
        external_id=story.external_id and story.external_id[:LONGEST_LINE],
        organisation=story.organisation and story.organisation[:LONGEST_LINE],
        organisation_raw=story.organisation_raw and story.organisation_raw[:LONGEST_LINE],
        venue=story.venue and story.venue[:LONGEST_LINE],
        text=story.text[:LONGEST_TEXT],
    )


def _each_once(found: Iterable[FoundStory]) -> tuple[list[FoundStory], list[Fault]]:
    """An entry that a feed holds twice is kept once."""
    seen: dict[tuple[object, ...], FoundStory] = {}
    faults = []
    for story in found:
        places = frozenset((one.canonical, one.locator) for one in story.addresses)
        key = (story.external_id, story.title.casefold(), places)
        if first := seen.get(key):
            message = f"repeats the entry of {first.locator}, so it is left out: {story.title[:80]}"
            faults.append(Fault(story.locator.pointer, message, story.locator.first or None))
        else:
            seen[key] = story
    return list(seen.values()), faults


def _identified(found: list[FoundStory], faults: list[Fault]) -> Iterator[FoundStory]:
    """An identifier of several entries identifies none of them."""
    uses = Counter(story.external_id for story in found if story.external_id)
    for story in found:
        if story.external_id and uses[story.external_id] > 1:
            shown = story.external_id[:80]
            message = f"shares its identifier “{shown}” with another entry; its address tells it apart"
            faults.append(Fault(story.locator.pointer, message, story.locator.first or None))
            yield msgspec.structs.replace(story, external_id=None)
        else:
            yield story
