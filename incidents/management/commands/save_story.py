from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain import stories, vocabulary
from incidents.domain.stories import SavedStory, creation, relations
from incidents.errors import DomainError, Refused
from incidents.management.storing import database_errors_in_one_line
from incidents.models import User
from incidents.stories import checks
from incidents.stories.reading import folder


class Command(BaseCommand):
    help = "Saves a story from a YAML file, new or changed. Without a ref in the file it gets the next one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="the story; evidence files are in evidence/ beside it")
        parser.add_argument("--author", required=True, help="username of the person who saves it")
        parser.add_argument("--based-on", type=int, help="number of the revision the change started from")
        parser.add_argument("--reason", default="", help="why, for the history")

    def handle(
        self, *args: Any, file: Path, author: str, based_on: int | None, reason: str, **options: Any
    ) -> None:
        with database_errors_in_one_line("Nothing was saved."):
            saved = self._saved_or_refused(file, author, based_on, reason)
        with database_errors_in_one_line(f"The story was saved as {saved.incident.ref}."):
            story = stories.current(ref=saved.incident.ref)
            for advice in (*checks.advice(story), *relations.advice(story)):
                self.stdout.write(f"{file}: {advice.pointer} could be better: {advice.message}")
        state = f"revision {saved.revision.number}" if saved.changed else "unchanged"
        self.stdout.write(f"{settings.BASE_URL}/{saved.incident.ref} ({state})")

    def _saved_or_refused(self, file: Path, author: str, based_on: int | None, reason: str) -> SavedStory:
        """Raises CommandError where the file or the author does not allow it."""
        try:
            person = User.objects.get(username=author)
            return self._saved(file, person, based_on, reason)
        except User.DoesNotExist:
            raise CommandError(f"There is nobody called {author!r} here.") from None
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        except Refused as error:
            faults = "\n".join(
                f"{file}:{fault.line or 1}: {fault.pointer} {fault.message}"
                for fault in folder.located(error, file).faults
            )
            raise CommandError(f"{error.message}\n{faults}") from None
        except DomainError as error:
            raise CommandError(f"{file}: {error.message}") from None

    @staticmethod
    def _saved(file: Path, author: User, based_on: int | None, reason: str) -> SavedStory:
        now = timezone.now()
        if based_on is None:
            return creation.from_file(
                path=file, prefix=settings.STORY_PREFIX, author=author, reason=reason, now=now
            )
        written = folder.read_whole(file, vocabulary=vocabulary.current())
        return stories.save(
            story=written.story,
            based_on=based_on,
            origin="person",
            author=author,
            reason=reason,
            now=now,
            pictures=written.pictures,
        )
