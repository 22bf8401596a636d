"""The preparation of database and static files before a start: `python -m kb.local.preparation`."""

import os
import sys

import django
from django.core.management import CommandError, call_command

from kb.local import prepared


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    django.setup()
    database = prepared.database()
    state = database.state()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    collect_static_files()
    if load_catalogue():
        database.remember(state)


def collect_static_files() -> None:
    static_files = prepared.static_files()
    if static_files.is_current():
        return
    state = static_files.state()
    call_command("collectstatic", interactive=False, verbosity=0)
    static_files.remember(state)


def load_catalogue() -> bool:
    """Whether all of it could be loaded. What is left out does not keep the rest from starting."""
    try:
        call_command("load_catalogue")
    except CommandError as error:
        print(
            f"The catalogue is incomplete, and the next start tries again. {error}",
            file=sys.stderr,
            flush=True,
        )
        return False
    return True


if __name__ == "__main__":
    main()
