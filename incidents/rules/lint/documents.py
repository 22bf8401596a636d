"""The documents of a YAML text, apart: a broken one then leaves the others readable."""

import re
from collections.abc import Iterator

BOUNDARY = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)


def split(text: str) -> Iterator[tuple[int, str]]:
    """Each with the number of lines above it."""
    above = start = 0
    for end in [*(found.start() for found in BOUNDARY.finditer(text)), len(text)]:
        document = text[start:end]
        if not _is_empty(document):
            # What stands behind the end of a document starts another one.
            yield above, document.replace("...", "   ", 1) if document.startswith("...") else document
        above += document.count("\n")
        start = end


def _is_empty(document: str) -> bool:
    """Whether it holds only comments and directives, as they stand before the first document."""
    lines = document.removeprefix("---").removeprefix("...").split("\n")
    return all(not line.strip() or line.lstrip().startswith("#") or line.startswith("%") for line in lines)
