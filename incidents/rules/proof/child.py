"""The child process that tests one rule: `python -m incidents.rules.proof.child M < rule.json > proof.json`.

It limits its own memory, processor time and file sizes before it reads the rule.
"""

import resource
import sys

import msgspec

from incidents.decoding import decoder
from incidents.rules.proof.limited import limit
from incidents.rules.proof.run import prove
from incidents.rules.record import KINDS

MEMORY = 1024 * 2**20
"""Bytes of address space; the libraries alone take a third."""
SECONDS = 5
"""Seconds of processor time."""


LIMITS = {
    resource.RLIMIT_AS: MEMORY,
    resource.RLIMIT_CPU: SECONDS,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
}


def main() -> None:
    limit(LIMITS)
    rule = decoder(KINDS[sys.argv[1]]).decode(sys.stdin.buffer.read())
    sys.stdout.buffer.write(msgspec.json.encode(prove(rule)))


if __name__ == "__main__":
    main()
