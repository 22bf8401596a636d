import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents import erasing
from incidents.domain import erasure
from incidents.erasing import Traces, Words
from incidents.errors import DomainError
from incidents.management.storing import database_errors_in_one_line
from incidents.models import User

STANDARD_INPUT = Path("-")


class Command(BaseCommand):
    help = (
        "Erases words from a story and the rules about it, or from one rule: from every revision, index and "
        "text. There is no way back. The words are read from standard input or a file, one word or phrase a "
        "line, since a shell keeps what is typed after a command."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("ref", help="reference of the story or rule, such as KF-15")
        parser.add_argument("--author", required=True, help="username of the person who erases")
        parser.add_argument("--reason", required=True, help="why, for the history and the audit log")
        parser.add_argument(
            "--words", type=Path, default=STANDARD_INPUT, help="file with the words; else standard input"
        )
        parser.add_argument(
            "--whole-words", action="store_true", help="only where no letter or digit is beside them"
        )
        parser.add_argument("--dry-run", action="store_true", help="only name what would be erased")

    def handle(self, *args: Any, ref: str, words: Path, whole_words: bool, **options: Any) -> None:
        try:
            with database_errors_in_one_line("Nothing was erased."):
                wanted = erasing.words(self._written(words), whole=whole_words)
                found, done = self._traces(ref, wanted, **options)
        except DomainError as error:
            raise CommandError(str(error)) from None
        for place in found.places:
            self.stdout.write(place)
        for place in found.left:
            self.stdout.write(f"{place}: stays, since nothing else is possible there")
        self.stdout.write(f"Words {done} from {erasing.counted(found)}.")
        with database_errors_in_one_line("Other stories and rules were not looked through."):
            if others := erasure.elsewhere(ref=ref, words=wanted):
                self.stdout.write(f"The words are in these, too: {', '.join(others)}.")

    def _written(self, path: Path) -> list[str]:
        if path == STANDARD_INPUT:
            if sys.stdin.isatty():
                self.stderr.write("One word or phrase a line, then Ctrl-D:")
            return sys.stdin.read().splitlines()
        try:
            return path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{path}: {error}") from None

    @staticmethod
    def _traces(
        ref: str, words: Words, *, author: str, reason: str, dry_run: bool, **options: Any
    ) -> tuple[Traces, str]:
        """Where the words were found, and what was done to them."""
        person = User.objects.filter(username=author).first()
        if person is None:
            raise CommandError(f"There is nobody called {author!r} here.")
        if dry_run:
            erasure.check_reason(reason=reason, words=words)
            return erasure.traces(ref=ref, words=words), "would be erased"
        found = erasure.erase(ref=ref, words=words, author=person, reason=reason, now=timezone.now())
        return found, "were erased"
