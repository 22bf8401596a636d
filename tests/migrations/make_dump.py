"""Dumps a database of this checkout, as this checkout writes it.

With `DATABASE_URL` naming an empty database on the oldest PostgreSQL that is supported, so that every newer
one reads the dump, and `pg_dump` of the same release on the path:

    python -m tests.migrations.make_dump > tests/migrations/dumps/$(git rev-parse --short HEAD).sql

For an older checkout, run it in a work tree of that one, and copy there what it lacks of this folder.
"""

import os
import re
import subprocess
import sys

import django
from django.core.management import call_command
from django.utils import timezone

PG_DUMP = ("pg_dump", "--inserts", "--rows-per-insert=100", "--no-owner", "--no-privileges", "--no-comments")
FOR_PSQL_ALONE = re.compile(r"^\\(?:un)?restrict .*\n", re.MULTILINE)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    from django.db import connection

    from tests.migrations import everything

    if tables := connection.introspection.table_names():
        sys.exit(f"{connection.settings_dict['NAME']} holds {len(tables)} tables; name an empty database.")
    call_command("migrate", verbosity=0)
    everything.write(now=timezone.now())
    dumped = subprocess.run(
        [*PG_DUMP, os.environ["DATABASE_URL"]], capture_output=True, text=True, check=True
    )
    sys.stdout.write(FOR_PSQL_ALONE.sub("", dumped.stdout))


if __name__ == "__main__":
    main()
