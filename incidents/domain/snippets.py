"""Where the words of a search stand in the stories that are shown."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import connection

from incidents.domain.matching import Asked
from incidents.models import Incident, SearchEntry
from incidents.stories import passages, reading, vectors
from incidents.stories.passages import Passage, Text

SHARED_LETTERS = 3
LEXEME = re.compile(r"'((?:[^']|'')*)'")
NONE: frozenset[str] = frozenset()
WHICH = """
SELECT word FROM unnest(%s::text[]) AS word
WHERE to_tsvector('pg_catalog.english', word) || array_to_tsvector(ARRAY[word]) @@ %s::tsquery
"""


Snippet = Passage


def of(*, entries: Sequence[SearchEntry], asked: Asked | None) -> list[tuple[Snippet, Snippet]]:
    """The title and the best passage of each. With words it costs one query, and revisions are there."""
    if not asked or not asked.marks or not entries:
        return [
            (
                passages.whole(_text(entry.incident.title), NONE),
                passages.best([_text(entry.incident.summary)], NONE),
            )
            for entry in entries
        ]
    beginnings = _beginnings(asked.marks)
    titles = [passages.text(entry.incident.title, beginnings) for entry in entries]
    bodies = [
        [passages.text(written, beginnings) for written in _written(entry.incident)] for entry in entries
    ]
    found = meant(asked.marks, chain(titles, *bodies))
    return [
        (passages.whole(title, found), passages.best(body, found))
        for title, body in zip(titles, bodies, strict=True)
    ]


def _beginnings(marks: str) -> frozenset[str]:
    """A stem begins like its word; so only few words have to be asked about."""
    lexemes = (lexeme.replace("''", "'").replace("\\\\", "\\") for lexeme in LEXEME.findall(marks))
    return frozenset(lexeme[:SHARED_LETTERS] for lexeme in lexemes)


def meant(marks: str, texts: Iterable[Text]) -> frozenset[str]:
    """The words of the texts that the tsquery means."""
    candidates = {word for text in texts for chunk in text.chunks for word in chunk.words}
    with connection.cursor() as cursor:
        cursor.execute(WHICH, [sorted(candidates), marks])
        return frozenset(word for (word,) in cursor.fetchall())


def _text(written: str) -> Text:
    return passages.text(written, NONE)


def _written(incident: Incident) -> list[str]:
    return vectors.texts(reading.trusted(incident.current_revision.document))
