"""The command `soundings`: rules over manifests and text, without database or, unless asked, network."""

import gc
import os
import sys
from typing import NoReturn

from incidents.cli import arguments
from incidents.cli.outcome import COULD_NOT, CommandFailed

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main(argv: list[str] | None = None) -> NoReturn:
    """The whole process. Short as it is, tidying up memory on the way and at its end would take longer."""
    gc.disable()
    os._exit(run(argv))


def run(argv: list[str] | None = None) -> int:
    """Exit status: 0 all clear, 1 findings, 2 could not run or could not check everything."""
    asked = arguments.parse(argv)
    try:
        return int(asked.run(asked))
    except CommandFailed as failed:
        print(f"soundings: {failed}", file=sys.stderr)
        return COULD_NOT
    except BrokenPipeError:
        return COULD_NOT  # whoever read the output has seen enough
    except KeyboardInterrupt:
        return INTERRUPTED
