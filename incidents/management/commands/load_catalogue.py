from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import catalogue
from incidents.domain.catalogue import LoadResult
from incidents.errors import Refused
from incidents.management.storing import database_errors_in_one_line
from incidents.rules import folder as rule_folder
from incidents.stories.vocabulary import Vocabulary


class Command(BaseCommand):
    help = (
        "Loads the vocabulary, the stories and the rules that ship. Safe to repeat; "
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
            shipped = rule_folder.read(folder)
        except Refused as problem:
            raise CommandError(f"{folder}: {problem}") from None
        number = len(shipped.rules) + len(shipped.tools) + 1
        return number, catalogue.load_rules(shipped=shipped, now=timezone.now())

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
