from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain.people import passwords
from incidents.management.storing import database_errors_in_one_line
from incidents.models import User


class Command(BaseCommand):
    help = (
        "Prints a link on which a person chooses a new password: for the first sign-in, or where no mail goes"
        " out. It works once, and SOUNDINGS_LINK_MINUTES long."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        with database_errors_in_one_line("No link was made."):
            user = User.objects.active().filter(username=username, is_service=False).first()
            if user is None:
                raise CommandError(f"Nobody with an open account is called {username!r}.")
            self.stdout.write(passwords.make_link(user=user, now=timezone.now()))
