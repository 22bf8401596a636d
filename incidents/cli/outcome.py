"""The exit status and the output of commands."""

import os
import sys
from pathlib import Path

ALL_CLEAR, FOUND, COULD_NOT = 0, 1, 2


class CommandFailed(Exception):
    """The command cannot go on; the text says what, where and what to do."""


def write_output(text: str, output: Path | None) -> None:
    try:
        if output is None:
            sys.stdout.write(text)
            sys.stdout.flush()
        else:
            output.write_text(text, encoding="utf-8", errors="replace")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CommandFailed(f"{output or 'standard output'} cannot be written: {error.strerror}") from None


def in_colour(output: Path | None) -> bool:
    """Whether to use colours: on a terminal, unless NO_COLOR is set."""
    return output is None and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
