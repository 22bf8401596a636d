"""The words of a text that somebody pasted: without what differs from one run to the next."""

import re
from typing import Final

MOST_CHARACTERS: Final = 200_000
"""What comes after them is not read for its words."""
MOST_LINES: Final = 2_000
VOLATILE: Final = re.compile(
    r"""
      \d{4}-\d\d-\d\d[T ]\d\d:\d\d[^\s\]"]*          # moments
    | \b\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d+)?\b         # times of day
    | \b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b
    | \b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{20,}\b     # UUIDs
    | \b(?:\d{1,3}\.){3}\d{1,3}(?::\d+|/\d+)?\b      # addresses
    | \b(?:sha256:)?[0-9a-f]{12,}\b                  # hashes
    | -[0-9a-f]{6,10}(?:-[a-z0-9]{5})?\b             # what a ReplicaSet adds to the name of its pods
    | \b0x[0-9a-f]+\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
NUMBER: Final = re.compile(r"\b\d+(?:\.\d+)?(?:[smhd]|ms|us|µs|[KMGT]i?B?)?\b", re.IGNORECASE)
"""A number or a duration. Who types one in a sentence, such as 502, means it; a log is full of them."""
SENTENCE: Final = 200
"""Characters up to which a single line is a sentence."""


def is_sentence(text: str) -> bool:
    """Whether somebody may have typed it: one short line."""
    return len(text) <= SENTENCE and "\n" not in text.strip()


def lines(text: str) -> list[str]:
    """Each different line once, without moments, addresses, hashes and numbers."""
    kept: dict[str, None] = {}
    is_typed = is_sentence(text)
    for line in text[:MOST_CHARACTERS].splitlines():
        lasting = VOLATILE.sub(" ", line)
        if found := " ".join((lasting if is_typed else NUMBER.sub(" ", lasting)).split()):
            kept[found] = None
        if len(kept) == MOST_LINES:
            break
    return list(kept)
