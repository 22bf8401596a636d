import secrets
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain.people import invitations
from incidents.errors import Refused
from incidents.management.storing import database_errors_in_one_line
from incidents.models import User


class Command(BaseCommand):
    help = (
        "Prints a link on which somebody chooses a user name and a password. It works once; with --address it"
        " is mailed, too."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", default=settings.NEW_ACCOUNTS, choices=User.Role.values)
        parser.add_argument("--team", action="append", default=[], help="Its name; may be given again.")
        parser.add_argument("--address", default="", help="The e-mail address of whoever is invited.")
        parser.add_argument("--days", type=int, default=invitations.USUAL_DAYS)

    def handle(self, *args: Any, role: str, team: list[str], address: str, days: int, **options: Any) -> None:
        with database_errors_in_one_line("Nobody was invited."):
            try:
                new = invitations.create(
                    email=address,
                    role=role,
                    teams=team,
                    days=days,
                    actor=None,
                    random=secrets.token_bytes(invitations.RANDOM_BYTES),
                    now=timezone.now(),
                )
            except Refused as refused:
                raise CommandError(str(refused)) from None
            self.stdout.write(new.link)
