import sys
from argparse import ArgumentParser
from typing import Any

import msgspec
from django.core.management.base import BaseCommand, CommandError

from incidents.feeds.found import FoundStory, Parsed
from incidents.feeds.parsing import FORMATS, parse
from incidents.management import receiving
from incidents.management.receiving import NOTHING

WITH_FAULTS = 1


class Command(BaseCommand):
    help = (
        "Reads a feed and prints the stories in it and what cannot be read; writes nothing. "
        f"Exit status: 0 read, {WITH_FAULTS} read with faults, {NOTHING} nothing could be read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("kind", choices=sorted(FORMATS), help="the format of the feed")
        parser.add_argument("place", help="an address (https://…), a file or a folder")
        parser.add_argument(
            "--folder", default="", help="the folder of an archive that is read, such as data/"
        )
        parser.add_argument("--json", action="store_true", help="print everything that was read as JSON")

    def handle(self, *args: Any, kind: str, place: str, folder: str, json: bool, **options: Any) -> None:
        received = receiving.received(place, folder=folder)
        parsed = parse(kind, received)
        if json:
            self.stdout.write(_as_json(parsed))
        else:
            self._print(parsed, place)
        if not parsed.stories:
            raise CommandError(f"{place}: no story was found.", returncode=NOTHING)
        if parsed.faults:
            sys.exit(WITH_FAULTS)

    def _print(self, parsed: Parsed, place: str) -> None:
        for story in parsed.stories:
            self.stdout.write(_line(story))
        for part in parsed.skipped:
            self.stdout.write(
                f"{place}:{part.line or 1}: {part.place} skipped: {part.reason}".replace("  ", " ")
            )
        for fault in parsed.faults:
            self.stderr.write(
                f"{place}:{fault.line or 1}: {fault.pointer} {fault.message}".replace("  ", " ")
            )
        if parsed.moved_to:
            self.stderr.write(f"{place}: says that the list has moved to {parsed.moved_to}")
        numbers = (
            f"{len(parsed.stories)} stories",
            f"{len(parsed.skipped)} skipped",
            f"{len(parsed.faults)} faults",
        )
        self.stdout.write(", ".join(numbers))


def _line(story: FoundStory) -> str:
    address = story.addresses[0].written if story.addresses else None
    facts = (
        story.title,
        story.organisation or story.organisation_raw,
        story.occurred or story.published,
        address,
        story.doubt,
    )
    where = str(story.locator)
    return f"{where}: {' | '.join(filter(None, facts))}" if where else " | ".join(filter(None, facts))


def _as_json(parsed: Parsed) -> str:
    plain = msgspec.to_builtins(parsed)
    for told, story in zip(plain["stories"], parsed.stories, strict=True):
        told |= {"terms": story.terms, "impacts": story.impacts}
    return msgspec.json.format(msgspec.json.encode(plain), indent=2).decode()
