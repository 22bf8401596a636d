from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain.people import factors
from incidents.management.storing import database_errors_in_one_line
from incidents.models import User


class Command(BaseCommand):
    help = "Takes the second factor off an account whose owner has lost it, and signs her out everywhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        with database_errors_in_one_line("Nothing was changed."):
            user = User.objects.filter(username=username).first()
            if user is None:
                raise CommandError(f"Nobody is called {username!r}.")
            if factors.take_off(user=user, now=timezone.now()):
                self.stdout.write(f"{username} signs in with the password alone now.")
                if factors.is_required_of(user):
                    self.stdout.write(
                        "The account has to have one: after the next sign-in nothing else opens until a new"
                        " one is set up. Let that be soon, since the password alone is enough to do it."
                    )
            else:
                self.stdout.write(f"{username} has no second factor.")
