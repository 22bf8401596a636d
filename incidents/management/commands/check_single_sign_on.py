from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.urls import reverse
from django.utils import timezone

from incidents.domain.single_sign_on import checking
from incidents.management.storing import database_errors_in_one_line

SIGNS = {"good": "ok   ", "wrong": "WRONG", "note": "note "}


class Command(BaseCommand):
    help = (
        "Asks the provider of single sign-on for its configuration and keys, and says line by line what is"
        " right and what is wrong. Nobody is signed in."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        site = settings.SINGLE_SIGN_ON
        if site is None:
            raise CommandError(
                "No provider is configured: set SOUNDINGS_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET."
            )
        redirect = settings.BASE_URL + reverse("single-sign-on-answer")
        wrong = 0
        with database_errors_in_one_line("Teams were not checked."):
            for finding in checking.findings(site=site, redirect=redirect, now=timezone.now()):
                self.stdout.write(f"{SIGNS[finding.level]} {finding.text}")
                wrong += finding.level == "wrong"
        if wrong:
            raise CommandError(f"Wrong: {wrong}.")
