from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from incidents.domain import accounts


class Command(BaseCommand):
    help = "Lets a person who was locked out after failed sign-ins try again at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        if accounts.unlock(username=username):
            self.stdout.write(f"{username} may try to sign in again.")
        else:
            self.stdout.write(f"Nobody has failed to sign in as {username!r} lately.")
