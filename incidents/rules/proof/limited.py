"""Runs a program within limits: `python -m incidents.rules.proof.limited promtool test rules tests.yaml`.

A process with threads, such as a web process, must not run Python between fork and exec. So this process
limits itself and then becomes the program.
"""

import os
import resource
import sys
from collections.abc import Mapping

MEMORY = 400 * 2**20
"""Bytes of allocated memory, not of address space, of which Go reserves far more than it uses."""
SECONDS = 20
"""Seconds of processor time."""
LARGEST_FILE = 64 * 2**20


def limit(limits: Mapping[int, int]) -> None:
    """Lowers limits of this process, given by the constants of `resource`. Lower hard limits stay."""
    for what, most in limits.items():
        _, hard = resource.getrlimit(what)
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(what, (allowed, allowed))


def main() -> None:
    limit(
        {
            resource.RLIMIT_DATA: MEMORY,
            resource.RLIMIT_CPU: SECONDS,
            resource.RLIMIT_FSIZE: LARGEST_FILE,
            resource.RLIMIT_CORE: 0,
        }
    )
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
