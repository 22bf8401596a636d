import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from incidents.domain import consistency
from incidents.domain.consistency import StoreCheck, StoreFault

FAULTY, NOT_CHECKED = 1, 2


class Command(BaseCommand):
    help = (
        "Checks that what is stored holds together: revisions, the tables that follow from them, pictures, "
        "references, the search index, mails that wait, constraints. Reads one state of the database, "
        "whoever writes meanwhile, and mends nothing. Exit status 1: faults; 2: it could not be checked."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--json", action="store_true", help="A JSON object a line: each fault, then the summary."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if plan := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            message = f"{len(plan)} migrations are not applied: run ./manage.py migrate first."
            raise CommandError(message, returncode=NOT_CHECKED)
        with transaction.atomic(durable=True):
            consistency.snapshot()
            counts = {
                check.name: self._count(check, as_json=options["json"])
                for check in consistency.checks(now=timezone.now())
            }
        number = sum(counts.values())
        if options["json"]:
            self.stdout.write(json.dumps({"faults": number, "checks": counts}))
        if number:
            raise CommandError(f"{number} faults were found.", returncode=FAULTY)

    def _count(self, check: StoreCheck, *, as_json: bool) -> int:
        number = 0
        for fault in check.faults():
            self._tell(check, fault, as_json=as_json)
            number += 1
        if not as_json:
            self.stdout.write(f"{check.about}: {f'{number} faults' if number else 'no fault'}")
        return number

    def _tell(self, check: StoreCheck, fault: StoreFault, *, as_json: bool) -> None:
        if as_json:
            told = {"check": check.name, "subject": fault.subject, "says": fault.says, "do": fault.remedy}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{fault.subject}: {fault.says}.\n  {fault.remedy}")
