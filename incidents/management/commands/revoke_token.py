import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from incidents.domain.people import tokens
from incidents.management.storing import database_errors_in_one_line


class Command(BaseCommand):
    help = (
        "Revokes tokens. Reads them from standard input, since a shell keeps what is typed after a command: "
        "whole, their beginnings (sdg_ and sixteen digits), or any text that holds them, such as a log."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if sys.stdin.isatty():
            self.stderr.write("The token, or how it begins, then Ctrl-D:")
        text = sys.stdin.read()
        with database_errors_in_one_line("No token was revoked."):
            found = tokens.named_in(text)
            if not found:
                raise CommandError("Nothing in that text is a token of this instance.")
            for token in found:
                ended = tokens.revoke(token=token, actor=None, now=timezone.now())
                done = "is revoked" if ended else "was revoked before"
                self.stdout.write(f"{token.prefix}… of {token.owner.username} ({token.name}) {done}.")
