"""Splits a YAML text into its documents, so that a broken one leaves the others readable."""

import re
from collections.abc import Iterator

BOUNDARY = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)


def split(text: str) -> Iterator[tuple[int, str]]:
    """Yields the number of lines above a document, and its text."""
    above = start = 0
    for end in [*(found.start() for found in BOUNDARY.finditer(text)), len(text)]:
        document = text[start:end]
        if not _is_empty(document):
            # Text after the end marker of a document starts another document.
            yield above, document.replace("...", "   ", 1) if document.startswith("...") else document
        above += document.count("\n")
        start = end


def _is_empty(document: str) -> bool:
    """Whether the text holds only comments and directives, as before a first document."""
    lines = document.removeprefix("---").removeprefix("...").split("\n")
    return all(not line.strip() or line.lstrip().startswith("#") or line.startswith("%") for line in lines)
