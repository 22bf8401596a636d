#!/usr/bin/env python3
"""Django's commands, with the embedded database running for as long as they take."""

import importlib.util
import os
import sys
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

ENVIRONMENT = Path(__file__).resolve().parent / ".venv"

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
    in_own_environment()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kb.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from kb.local.cluster import EmbeddedError

    try:
        with database(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, EmbeddedError) as error:
        sys.exit(str(error))


def in_own_environment() -> None:
    """Goes on in what `./run` has set up, unless this is a virtual environment that somebody chose."""
    python = ENVIRONMENT / "bin" / "python"
    if sys.prefix == sys.base_prefix and python.exists():
        os.execv(python, [str(python), *sys.argv])
    if importlib.util.find_spec("django") is None:
        sys.exit("Django is not installed here. Run ./run once: it sets up everything that commands need.")


def database(arguments: list[str]) -> AbstractContextManager[None]:
    asks_for_help = not arguments or "--help" in arguments or "-h" in arguments or "--version" in arguments
    if asks_for_help or arguments[0] in WITHOUT_DATABASE:
        return nullcontext()
    from django.conf import settings

    from kb.local import shared

    if settings.DATABASE_URL:
        return nullcontext()
    return shared.available(settings.VAR_DIR / "postgresql")


if __name__ == "__main__":
    main()
