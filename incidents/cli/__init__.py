"""The command `soundings`: rules over manifests and text, without database or, unless asked, network."""

import gc
import os
import sys

from incidents.cli import arguments
from incidents.cli.outcome import COULD_NOT, CommandFailed

INTERRUPTED = 130
"""What a shell expects of a program that Ctrl-C has ended."""


def main(argv: list[str] | None = None) -> int:
    """The whole process. Short as it is, looking for circles in memory costs more than it frees."""
    gc.disable()
    status = run(argv)
    gc.freeze()
    return status


def run(argv: list[str] | None = None) -> int:
    """Exit status: 0 all clear, 1 findings, 2 could not run or could not judge everything."""
    asked = arguments.parse(argv)
    try:
        status = asked.run(asked)
        sys.stdout.flush()
    except CommandFailed as failed:
        print(f"soundings: {failed}", file=sys.stderr)
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read the output has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
    except KeyboardInterrupt:
        return INTERRUPTED
    return int(status)
