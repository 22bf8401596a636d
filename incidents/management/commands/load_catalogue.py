from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import catalogue
from incidents.domain.catalogue import Loaded


class Command(BaseCommand):
    help = (
        "Loads the vocabulary and the stories that ship. Safe to repeat; stories edited here are left alone."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--folder", type=Path, default=settings.BASE_DIR / "fixtures", help="where the files are"
        )

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        words = catalogue.load_terms(path=folder / "terms.yaml")
        paths = catalogue.files(folder / "stories")
        outcomes: Counter[str] = Counter()
        for done, loaded in enumerate(catalogue.load(paths=paths, words=words, now=timezone.now()), start=1):
            outcomes[loaded.outcome] += 1
            self._show(loaded, f"{done}/{len(paths)}")
        if self.stdout.isatty():
            self.stdout.write("")
        self.stdout.write(
            ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items())) or "no files"
        )
        if outcomes["refused"]:
            raise CommandError(
                f"{outcomes['refused']} of {len(paths)} stories were refused; the others are loaded."
            )

    def _show(self, loaded: Loaded, progress: str) -> None:
        if loaded.outcome == "kept":
            self.stderr.write(f"{loaded.ref}: edited here, so the catalogue's version was left aside")
        if loaded.problem:
            self.stderr.write(f"{loaded.path}:{self._line(loaded)} {loaded.problem}")
        if self.stdout.isatty():
            self.stdout.write(f"\r{progress} {loaded.ref:<8}", ending="")
            self.stdout.flush()

    @staticmethod
    def _line(loaded: Loaded) -> str:
        line = loaded.problem and loaded.problem.faults and loaded.problem.faults[0].line
        return f"{line}:" if line else ""
