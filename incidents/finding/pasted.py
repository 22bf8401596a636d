"""The words of a text that somebody pasted: without what differs from one run to the next."""

import re
from collections.abc import Iterator
from typing import Final

MOST_CHARACTERS: Final = 200_000
"""Of a longer text, the lines with a failure cue are read first."""
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
CUES: Final = (
    *(
        r"err(?:or|ors|no)?\b",
        "fail",
        "fatal",
        "panic",
        "exception",
        "traceback",
        "crash",
        "abort",
        "invalid",
    ),
    *("refus", "denied", "forbidden", r"unauthori[sz]ed", "expired", "mismatch", "nxdomain", "servfail"),
    *(r"timed?[ -]?out", "deadline", "unreachable", "unavailable", "reset by peer", "broken pipe", "lost"),
    *("kill", r"\boom", "exceed", "evict", "throttl", "overflow", "drop", "no space", "too many"),
    *("unhealthy", r"not ?ready", r"back-?off", "pending", "stuck", r"\bslow", "unable"),
    *("cannot", "can't", r"could ?n[o']t", "no such", "not found", "unknown", "warn"),
)
CUE: Final = re.compile("|".join(CUES), re.IGNORECASE)
"""A word that says of its line that something went wrong, or may have."""


def has_cue(line: str) -> bool:
    return bool(CUE.search(line))


def is_sentence(text: str) -> bool:
    """Whether somebody may have typed it: one short line."""
    return len(text) <= SENTENCE and "\n" not in text.strip()


def lines(text: str) -> list[str]:
    """Each different line once, without moments, addresses, hashes and numbers; those with a cue first."""
    seen: dict[str, bool] = {}
    for line in _read(text):
        lasting = VOLATILE.sub(" ", line)
        kept = " ".join((lasting if is_sentence(text) else NUMBER.sub(" ", lasting)).split())
        if kept and kept not in seen:
            seen[kept] = has_cue(line)
        if len(seen) == MOST_LINES:
            break
    return sorted(seen, key=lambda line: not seen[line])


def _read(text: str) -> Iterator[str]:
    for line in text[:MOST_CHARACTERS].splitlines():
        yield line[:MOST_CHARACTERS]
