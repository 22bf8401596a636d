"""What a state of a feed would change, before anything is changed: a dry run shows it, a run writes it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from incidents.domain.feeds import contents, known
from incidents.domain.feeds.known import KnownSources
from incidents.feeds import verdict
from incidents.feeds.found import WINDOWS, FoundStory, Parsed
from incidents.feeds.matching import KnownEntries, MatchedBy, Matching
from incidents.feeds.verdict import RunVerdict
from incidents.models import Feed, FeedEntry
from incidents.models.feed_run import ItemOutcome

AT_ONCE = 500
NEW = ("created", "joined", "suggested")


@dataclass(frozen=True, kw_only=True)
class PlannedItem:
    """What becomes of one entry, or of a part of the feed that is none (`story` and `entry` are None)."""

    outcome: ItemOutcome
    title: str = ""
    place: str = ""
    story: FoundStory | None = None
    entry: int | None = None
    """The key of the row, None for one that is new."""
    source: int | None = None
    """The source that it is."""
    candidate: int | None = None
    """The candidate that it belongs to already."""
    matched_by: MatchedBy | None = None
    is_changed: bool = False
    is_lost: bool = False
    """Whether a story cited its source when it was read before, and none does now."""
    changes: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class RunPlan:
    items: list[PlannedItem]
    verdict: RunVerdict
    moved_to: str | None = None

    @property
    def counts(self) -> dict[str, int]:
        return dict(sorted(Counter(item.outcome for item in self.items).items()))


@dataclass(frozen=True)
class _Comparison:
    rows: dict[int, dict[str, Any]]
    sources: KnownSources
    candidates: KnownEntries


def plan(*, feed: Feed | None, kind: str, parsed: Parsed) -> RunPlan:
    """Compares what was parsed with what is known of the feed; None for a feed that is not there yet."""
    rows = known.entries(feed)
    comparison = _Comparison(rows, known.sources(), known.candidates())
    pairs = KnownEntries(map(contents.known, rows.values())).paired(parsed.stories)
    items = [_item(story, pair, comparison) for story, pair in zip(parsed.stories, pairs, strict=True)]
    is_window = kind in WINDOWS
    listed = {pk for pk, row in rows.items() if row["missing_since"] is None}
    vanished = sorted(listed - {item.entry for item in items})
    decided = verdict.of_run(
        found=len(parsed.stories), known=len(listed), vanished=len(vanished), is_window=is_window
    )
    gone = [] if is_window else [_missing(rows[pk]) for pk in vanished]
    whole = [*_with_changes(items), *gone, *_left_out(parsed)]
    return RunPlan(whole, decided, parsed.moved_to)


def _item(story: FoundStory, pair: Matching, comparison: _Comparison) -> PlannedItem:
    item = PlannedItem(
        outcome="unchanged",
        title=story.title,
        place=str(story.locator),
        story=story,
        source=comparison.sources.of(story.addresses),
        matched_by=pair.by,
        note=pair.obstacle or "",
    )
    if isinstance(pair.key, int):
        return _known_item(item, story, comparison.rows[pair.key], comparison.sources)
    return _new_item(item, story, pair, comparison)


def _known_item(
    item: PlannedItem, story: FoundStory, row: dict[str, Any], sources: KnownSources
) -> PlannedItem:
    before = row["source_id"] if row["source_id"] in sources.keys else None
    source = before or item.source
    addresses = [[one.canonical, one.locator, one.role] for one in story.addresses]
    is_changed = contents.digest(story) != row["digest"]
    outcome: ItemOutcome = "unchanged"
    if source and not before:
        outcome = "attached"
    elif row["missing_since"] is not None:
        outcome = "returned"
    elif is_changed:
        outcome = "moved" if _primary(addresses) != _primary(row["addresses"]) else "updated"
    had_source = row["source_id"] is not None or row["candidate__state"] in {None, "attached"}
    is_lost = had_source and source is None
    return replace(
        item,
        outcome="updated" if is_lost and outcome == "unchanged" else outcome,
        entry=row["pk"],
        source=source,
        candidate=row["candidate_id"],
        is_changed=is_changed,
        is_lost=is_lost,
        note="no story cites its source any more" if is_lost else item.note,
    )


def _new_item(item: PlannedItem, story: FoundStory, pair: Matching, comparison: _Comparison) -> PlannedItem:
    if item.source:
        return replace(item, outcome="attached")
    elsewhere = comparison.candidates.match(story)
    if elsewhere.by == "address" and isinstance(elsewhere.key, int):
        return replace(item, outcome="joined", candidate=elsewhere.key)
    suggested = pair.suggested or elsewhere.suggested
    if suggested:
        said = f"perhaps known already: {suggested[0].reason}"
        return replace(item, outcome="suggested", note="; ".join(filter(None, (item.note, said))))
    return replace(item, outcome="created")


def _missing(row: dict[str, Any]) -> PlannedItem:
    return PlannedItem(outcome="missing", title=row["title"], entry=row["pk"], source=row["source_id"])


def _with_changes(items: list[PlannedItem]) -> Iterator[PlannedItem]:
    """The items with the names of what has changed since the entries were read before."""
    for start in range(0, len(items), AT_ONCE):
        some = items[start : start + AT_ONCE]
        changed = [item.entry for item in some if item.is_changed and item.entry]
        before = dict(FeedEntry.objects.filter(pk__in=changed).values_list("pk", "found")) if changed else {}
        for item in some:
            known_before = before.get(item.entry or 0)
            differing = contents.differing(known_before, item.story) if known_before and item.story else ()
            yield replace(item, changes=tuple(differing)) if differing else item


def _left_out(parsed: Parsed) -> Iterator[PlannedItem]:
    for part in parsed.skipped:
        place = ", ".join(filter(None, (part.place, f"line {part.line}" if part.line else "")))
        yield PlannedItem(outcome="skipped", place=place, note=part.reason)
    for fault in parsed.faults:
        place = ", ".join(filter(None, (fault.pointer, f"line {fault.line}" if fault.line else "")))
        yield PlannedItem(outcome="failed", place=place, note=fault.message)


def _primary(addresses: list[list[str | None]]) -> set[tuple[str | None, ...]]:
    return {(address, locator) for address, locator, role in addresses if role == "primary"}
