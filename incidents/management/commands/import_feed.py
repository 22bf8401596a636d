import sys
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import feeds
from incidents.errors import NotReady
from incidents.feeds.parsing import FORMATS
from incidents.feeds.received import Received
from incidents.management import receiving
from incidents.management.receiving import NOTHING
from incidents.management.storing import database_errors_in_one_line
from incidents.models import Feed, FeedRun

WITH_FAULTS = 1
LONGEST_PAUSE = 5  # seconds


class Command(BaseCommand):
    help = (
        "Imports a state of a feed: entries that stories cite are attached to their sources, others become "
        "candidates, and nothing is published. Safe to repeat. "
        f"Exit status: 0 imported, {WITH_FAULTS} imported but for parts that cannot be read, "
        f"{NOTHING} not imported."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(FORMATS), help="the format of the feed")
        parser.add_argument("place", help="an address (https://…), a file or a folder")
        parser.add_argument(
            "--feed",
            default="",
            metavar="NAME",
            help="the feed that a file is a state of; by default all files of one kind are of one feed",
        )
        parser.add_argument(
            "--folder", default="", help="the folder of an archive that is read, such as data/"
        )
        parser.add_argument("--dry-run", action="store_true", help="print the report and write nothing")

    def handle(
        self, *args: Any, kind: str, place: str, feed: str, folder: str, dry_run: bool, **options: Any
    ) -> None:
        received = receiving.received(place, folder=folder)
        is_address = "://" in place
        name = feed or (place[:120] if is_address else f"{kind} from files")
        with database_errors_in_one_line("Entries that were written are kept; run it again."):
            if dry_run:
                known = Feed.objects.filter(**({"address": place} if is_address else {"name": name})).first()
                faults = self._preview(kind, received, known)
            else:
                known = feeds.named(
                    name=name,
                    kind=kind,
                    address=place if is_address else "",
                    folder=folder,
                    now=timezone.now(),
                )
                faults = self._import(known, kind, received)
        if faults:
            sys.exit(WITH_FAULTS)

    def _preview(self, kind: str, received: Received, feed: Feed | None) -> int:
        """How many parts could not be read."""
        plan = feeds.preview(kind=kind, received=received, feed=feed)
        self._report((one.outcome, one.place, one.title, one.changes, one.note) for one in plan.items)
        self.stdout.write(f"dry run: {_numbers(plan.counts)}")
        if plan.verdict.halts:
            raise CommandError(f"A run would halt: {plan.verdict.reason}", returncode=NOTHING)
        return plan.counts.get("failed", 0)

    def _import(self, feed: Feed, kind: str, received: Received) -> int:
        if feed.kind != kind:
            raise CommandError(f"{feed.name} is a feed of the kind {feed.kind}.", returncode=NOTHING)
        run = feeds.take(run=self._begun(feed), received=received, clock=timezone.now)
        items = run.items.in_order().values_list("outcome", "place", "title", "changes", "note")
        self._report(items.iterator())
        self.stdout.write(f"run {run.number} of {feed.name} is {run.state}: {_numbers(run.counts)}")
        if run.state != "done":
            hint = "" if feed.address else " If this is another list, name it with --feed."
            raise CommandError(f"{run.message}{hint}", returncode=NOTHING)
        return int(run.counts.get("failed", 0))

    def _begun(self, feed: Feed) -> FeedRun:
        """Waits for another run of the feed, which ends or counts as lost within minutes."""
        while True:
            try:
                return feeds.begin(feed=feed, trigger="command", now=timezone.now())
            except NotReady as busy:
                self.stderr.write(busy.message)
                time.sleep(min(busy.wait, LONGEST_PAUSE))

    def _report(self, items: Iterable[tuple[Any, ...]]) -> None:
        """All but what is unchanged."""
        for outcome, place, title, changes, note in items:
            if outcome != "unchanged":
                changed = f"({', '.join(changes)})" if changes else ""
                parts = [part for part in (place, title, changed, note) if part]
                self.stdout.write(f"{outcome}: {' | '.join(parts)}")


def _numbers(counts: Mapping[str, int]) -> str:
    return (
        ", ".join(f"{number} {outcome}" for outcome, number in sorted(Counter(counts).items())) or "nothing"
    )
