"""The command `soundings`: rules over manifests and text, without database and normally without network."""

import gc
import os
import sys
from typing import NoReturn

from incidents.cli import arguments
from incidents.cli.outcome import COULD_NOT, CommandFailed

INTERRUPTED = 130
"""The exit status that shells expect after Ctrl-C."""


def main(argv: list[str] | None = None) -> NoReturn:
    """Runs the process, without garbage collection and clean-up, which would take longer than the command."""
    gc.disable()
    os._exit(run(argv))


def run(argv: list[str] | None = None) -> int:
    """Runs a command. Exit status: 0 all clear, 1 findings, 2 could not run or could not check everything."""
    options = arguments.parse(argv)
    try:
        return int(options.run(options))
    except CommandFailed as failed:
        print(f"soundings: {failed}", file=sys.stderr)
        return COULD_NOT
    except BrokenPipeError:
        return COULD_NOT  # the reader of the output closed the pipe
    except KeyboardInterrupt:
        return INTERRUPTED
