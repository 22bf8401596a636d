from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from incidents.domain.search import IndexBeingBuilt, index
from incidents.errors import NotPossible


class Command(BaseCommand):
    help = "Builds the search index of this machine where there is none, else compares and mends it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="Build it anew, whatever there is.")

    def handle(self, *args: Any, rebuild: bool, **options: Any) -> None:
        try:
            report = index.check(rebuild=rebuild)
        except (IndexBeingBuilt, NotPossible) as reason:
            raise CommandError(reason.message) from None
        mended = f"{report.repaired} differed from the database and were mended"
        done = "it was built anew" if report.built else mended
        if options["verbosity"]:
            self.stdout.write(f"The search index has {report.stories} stories; {done}.")
        for folder in report.removed:
            self.stdout.write(f"Removed {folder}, which nobody uses any longer.")
