"""Writes what a plan says, some entries at a time: entries, words, candidates, and the items of the run."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from incidents.domain.feeds import candidates, contents
from incidents.domain.feeds.planning import PlannedItem
from incidents.models import Candidate, EntryWord, FeedEntry, FeedRun, RunItem
from incidents.models.feed_run import LONGEST_PLACE

CONTENTS = ("external_id", "title", "organisation", "year", "addresses", "found", "digest")


def apply(*, run: FeedRun, items: Sequence[PlannedItem], first: int, now: datetime) -> None:
    """To be called in a transaction. `first`: the position of the first of these items in the run."""
    of_place = candidates.of_items(items, now)
    created = _create(run, items, of_place, now)
    _change(items, of_place, now)
    missing = [item.entry for item in items if item.entry and item.outcome == "missing"]
    FeedEntry.objects.listed().filter(pk__in=missing).update(missing_since=now)
    candidates.settle(
        attached=[item.candidate for item in items if item.candidate and item.source],
        orphaned=[item.candidate for item in items if item.candidate and item.is_lost],
        now=now,
    )
    RunItem.objects.bulk_create(
        RunItem(
            run=run,
            position=first + place,
            entry_id=created[place].pk if place in created else item.entry,
            title=contents.storable(item.title),
            place=contents.storable(item.place)[:LONGEST_PLACE],
            outcome=item.outcome,
            matched_by=item.matched_by or "",
            changes=list(item.changes),
            note=contents.storable(item.note),
        )
        for place, item in enumerate(items)
    )


def _create(
    run: FeedRun, items: Sequence[PlannedItem], of_place: Mapping[int, Candidate], now: datetime
) -> dict[int, FeedEntry]:
    """The new entries by the places of their items."""
    new = {
        place: FeedEntry(
            feed_id=run.feed_id,
            source_id=item.source,
            candidate=of_place.get(place),
            first_seen_at=now,
            changed_at=now,
            **contents.columns(item.story),
        )
        for place, item in enumerate(items)
        if item.story and item.entry is None
    }
    FeedEntry.objects.bulk_create(new.values())
    _classify((entry, items[place]) for place, entry in new.items())
    return new


def _change(items: Sequence[PlannedItem], of_place: Mapping[int, Candidate], now: datetime) -> None:
    """Entries that are unchanged are not written."""
    touched = {
        item.entry: (place, item)
        for place, item in enumerate(items)
        if item.story and item.entry and (item.is_changed or item.outcome != "unchanged")
    }
    if not touched:
        return
    rows = FeedEntry.objects.without_contents().in_bulk(list(touched))
    for key, entry in rows.items():
        place, item = touched[key]
        entry.source_id = item.source
        entry.candidate = of_place.get(place) or entry.candidate
        entry.missing_since = None
        if item.is_changed and item.story:
            entry.changed_at = now
            for name, value in contents.columns(item.story).items():
                setattr(entry, name, value)
    changed = [(entry, touched[key][1]) for key, entry in rows.items() if touched[key][1].is_changed]
    FeedEntry.objects.bulk_update(rows.values(), ["source", "candidate", "missing_since"])
    FeedEntry.objects.bulk_update([entry for entry, _ in changed], [*CONTENTS, "changed_at"])
    EntryWord.objects.filter(entry__in=[entry for entry, _ in changed]).delete()
    _classify(changed)


def _classify(entries: Iterable[tuple[FeedEntry, PlannedItem]]) -> None:
    EntryWord.objects.bulk_create(
        word for entry, item in entries if item.story for word in contents.words(entry, item.story)
    )
