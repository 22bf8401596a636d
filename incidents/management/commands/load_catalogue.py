from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import catalogue, rule_catalogue
from incidents.errors import Refused
from incidents.rules import folder as rule_folder
from incidents.stories.vocabulary import Vocabulary


class Line(NamedTuple):
    """What is told of one file."""

    name: str
    outcome: str
    problem: Refused | None
    place: str


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
        refused = self._load("stories", *self._stories(folder))
        if (folder / "rules").is_dir():
            refused += self._load("rules", *self._rules(folder / "rules"))
        if refused:
            raise CommandError(f"{refused} were refused; everything else is loaded.")

    def _stories(self, folder: Path) -> tuple[int, Iterator[Line]]:
        words = self._words(folder / "terms.yaml")
        paths = catalogue.files(folder / "stories")
        loaded = catalogue.load(paths=paths, words=words, now=timezone.now())
        return len(paths), (Line(one.ref, one.outcome, one.problem, str(one.path)) for one in loaded)

    @staticmethod
    def _words(path: Path) -> Vocabulary:
        try:
            return catalogue.load_terms(path=path)
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from None
        except Refused as problem:
            raise CommandError(f"{path}: {problem}") from None

    def _rules(self, folder: Path) -> tuple[int, Iterator[Line]]:
        try:
            shipped = rule_folder.read(folder)
        except Refused as problem:
            raise CommandError(f"{folder}: {problem}") from None
        loaded = rule_catalogue.load(shipped=shipped, now=timezone.now())
        number = len(shipped.rules) + len(shipped.tools) + 1
        return number, (Line(one.name, one.outcome, one.problem, one.name) for one in loaded)

    def _load(self, what: str, number: int, lines: Iterator[Line]) -> int:
        """How many were refused."""
        outcomes: Counter[str] = Counter()
        for done, line in enumerate(lines, start=1):
            outcomes[line.outcome] += 1
            self._show(line, f"{done}/{number}")
        if self.stdout.isatty():
            self.stdout.write("")
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        self.stdout.write(f"{what}: {told or 'no files'}")
        return outcomes["refused"]

    def _show(self, line: Line, progress: str) -> None:
        if line.outcome == "kept":
            self.stderr.write(f"{line.name}: edited here, so the catalogue's version was left aside")
        if line.problem:
            first = next(iter(line.problem.faults), None)
            place = f":{first.line}:" if first and first.line else ":"
            self.stderr.write(f"{line.place}{place} {line.problem}")
        if self.stdout.isatty():
            self.stdout.write(f"\r{progress} {line.name:<20}", ending="")
            self.stdout.flush()
