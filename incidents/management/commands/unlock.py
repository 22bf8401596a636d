from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from incidents.domain.people import sign_in


class Command(BaseCommand):
    help = "Lets a person sign in again at once after too many attempts."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if sign_in.unlock(name=username, now=timezone.now()):
            self.stdout.write(f"{username} may try to sign in again.")
        else:
            self.stdout.write(f"Nobody has tried to sign in as {username!r} lately.")
