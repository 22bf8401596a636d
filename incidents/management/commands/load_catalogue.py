from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import catalogue, feeds
from incidents.domain.catalogue import LoadResult
from incidents.errors import Refused
from incidents.feeds import shipped
from incidents.management.storing import database_errors_in_one_line
from incidents.rules import folder as rule_folder
from incidents.stories.vocabulary import Vocabulary


class Command(BaseCommand):
    help = (
        "Loads the vocabulary, the stories, the rules and the feeds that ship. Safe to repeat; "
        "what was edited here is left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="where the files are"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        with database_errors_in_one_line("What was loaded before is kept; run it again once that is mended."):
            refused = self._load("stories", *self._stories(folder))
            if (folder / "rules").is_dir():
                refused += self._load("rules", *self._rules(folder / "rules"))
            if (folder / "feeds.yaml").is_file():
                self._load_feeds(folder / "feeds.yaml")
        if refused:
            raise CommandError(f"{refused} were refused; everything else is loaded.")

    def _stories(self, folder: Path) -> tuple[int, Iterator[LoadResult]]:
        words = self._words(folder / "terms.yaml")
        paths = catalogue.story_files(folder / "stories")
        return len(paths), catalogue.load_stories(paths=paths, words=words, now=timezone.now())

    @staticmethod
    def _words(path: Path) -> Vocabulary:
        try:
            return catalogue.load_terms(path=path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except Refused as problem:
            raise CommandError(f"{path}: {problem}") from None

    def _rules(self, folder: Path) -> tuple[int, Iterator[LoadResult]]:
        try:
            rules = rule_folder.read(folder)
        except Refused as problem:
            raise CommandError(f"{folder}: {problem}") from None
        number = len(rules.rules) + len(rules.tools) + 1
        return number, catalogue.load_rules(shipped=rules, now=timezone.now())

    def _load_feeds(self, path: Path) -> None:
        try:
            listed = shipped.read(path.read_bytes())
        except Refused as problem:
            raise CommandError(f"{path}: {problem}") from None
        new = feeds.load(shipped=listed, now=timezone.now())
        self.stdout.write(
            f"feeds: {new} created, {len(listed) - new} unchanged; none is read until it is enabled"
        )

    def _load(self, what: str, number: int, results: Iterator[LoadResult]) -> int:
        """How many were refused."""
        outcomes: Counter[str] = Counter()
        for done, result in enumerate(results, start=1):
            outcomes[result.outcome] += 1
            self._show(result, f"{done}/{number}")
        if self.stdout.isatty():
            self.stdout.write("")
        summary = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        self.stdout.write(f"{what}: {summary or 'no files'}")
        return outcomes["refused"]

    def _show(self, result: LoadResult, progress: str) -> None:
        if result.outcome == "kept":
            self.stderr.write(f"{result.name}: edited here, so the catalogue's version was left aside")
        if result.problem:
            first = next(iter(result.problem.faults), None)
            place = f":{first.line}:" if first and first.line else ":"
            self.stderr.write(f"{result.path or result.name}{place} {result.problem}")
        if self.stdout.isatty():
            self.stdout.write(f"\r{progress} {result.name:<20}", ending="")
            self.stdout.flush()
