"""Splits a YAML text into its documents, so that a broken one leaves the others readable."""

import re
from collections.abc import Iterator

BOUNDARY = re.compile(r"^(?:---|\.\.\.)(?=[ \t\n]|\Z)", re.MULTILINE)

BETWEEN_VALUES = re.compile(r"(?<=\})[ \t]*\n\s*(?=\{)")


def split(text: str) -> Iterator[tuple[int, str]]:
    """Yields the number of lines above a document, and its text. JSON may follow JSON on the next line."""
    above = start = 0
    for end in [*(found.start() for found in BOUNDARY.finditer(text)), len(text)]:
        document = text[start:end]
        if not _is_empty(document):
            # Text after the end marker of a document starts another document.
            document = document.replace("...", "   ", 1) if document.startswith("...") else document
            yield from _json_values(above, document)
        above += document.count("\n")
        start = end


def _json_values(above: int, document: str) -> Iterator[tuple[int, str]]:
    """The values of a stream of JSON, such as NDJSON; another document is one value."""
    start = 0
    if document.removeprefix("---").lstrip().startswith("{"):
        for found in BETWEEN_VALUES.finditer(document):
            yield above, document[start : found.end()]
            above += document.count("\n", start, found.end())
            start = found.end()
    yield above, document[start:]


def _is_empty(document: str) -> bool:
    """Whether the text holds only comments and directives, as before a first document."""
    lines = document.removeprefix("---").removeprefix("...").split("\n")
    return all(not line.strip() or line.lstrip().startswith("#") or line.startswith("%") for line in lines)
