#!/usr/bin/env python3
"""Django's commands, with the embedded database running for as long as they take."""

import os
import sys
from contextlib import AbstractContextManager, nullcontext

WITHOUT_DATABASE = frozenset(
    {
        "check",
        "collectstatic",
        "diffsettings",
        "findstatic",
        "help",
        "spectacular",
        "version",
    }
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    from django.core.management import execute_from_command_line

    with database(sys.argv[1:]):
        execute_from_command_line(sys.argv)


def database(arguments: list[str]) -> AbstractContextManager[None]:
    asks_for_help = not arguments or "--help" in arguments or "-h" in arguments or "--version" in arguments
    if asks_for_help or arguments[0] in WITHOUT_DATABASE:
        return nullcontext()
    from django.conf import settings

    from kb import embedded

    if settings.DATABASE_URL:
        return nullcontext()
    return embedded.available(settings.VAR_DIR / "postgresql")


if __name__ == "__main__":
    main()
