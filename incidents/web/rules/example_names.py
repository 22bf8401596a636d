"""Names of the examples of rules, by what they show."""

import re
from collections.abc import Iterator

BETWEEN = re.compile(r"^---.*$", re.MULTILINE)
KIND = re.compile(r"^kind:\s*(\w+)", re.MULTILINE)
NAME = re.compile(r"^metadata:(?:(?:\n\s+.*)*?\n\s+|\s*\{.*?)name:\s*[\"']?([^\s\"'#,}]+)", re.MULTILINE)
COMMENT = re.compile(r"\A#\s*(\S.*)")
MOST_OBJECTS = 3
LONGEST = 70
"""Characters of a line that names an example."""


def named(text: str) -> str:
    """Its leading comment; else the objects of a manifest, such as `CronJob report`; else its first line."""
    if comment := COMMENT.match(text.lstrip()):
        return _cut(comment[1])
    if objects := list(_objects(text)):
        more = len(objects) - MOST_OBJECTS
        return ", ".join(objects[:MOST_OBJECTS]) + (f" and {more} more" if more > 0 else "")
    return _cut(next((line.strip() for line in text.splitlines() if line.strip()), "nothing"))


def _objects(text: str) -> Iterator[str]:
    for document in BETWEEN.split(text):
        if kind := KIND.search(document):
            name = NAME.search(document)
            yield f"{kind[1]} {name[1]}" if name else kind[1]


def _cut(line: str) -> str:
    return line if len(line) <= LONGEST else f"{line[:LONGEST].rstrip()} …"
