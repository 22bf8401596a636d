"""Where the words of a search stand in the stories that are shown."""

import re
from collections.abc import Sequence

from django.db import connection

from incidents.domain.matching import Asked
from incidents.models import Incident, SearchEntry
from incidents.stories import passages, reading, vectors, words
from incidents.stories.passages import Passage

SHARED_LETTERS = 3
LEXEME = re.compile(r"'((?:[^']|'')*)'")
NONE: frozenset[str] = frozenset()
WHICH = """
SELECT word FROM unnest(%s::text[]) AS word
WHERE to_tsvector('pg_catalog.english', word) || array_to_tsvector(ARRAY[word]) @@ %s::tsquery
"""


def of(*, entries: Sequence[SearchEntry], asked: Asked | None) -> list[tuple[Passage, Passage]]:
    """The title and the best passage of each. With words it costs one query, and revisions are there."""
    if not asked or not asked.marks or not entries:
        return [(_unmarked(entry.incident.title), _unmarked(entry.incident.summary)) for entry in entries]
    titles = [entry.incident.title for entry in entries]
    texts = [_texts(entry.incident) for entry in entries]
    found = meant(asked.marks, [*titles, *(text for some in texts for text in some)])
    return [
        (passages.marked(title, found), passages.best(some, found))
        for title, some in zip(titles, texts, strict=True)
    ]


def meant(marks: str, texts: Sequence[str]) -> frozenset[str]:
    """The words of the texts that the tsquery means."""
    beginnings = tuple({lexeme.replace("''", "'")[:SHARED_LETTERS] for lexeme in LEXEME.findall(marks)})
    candidates = {
        word
        for text in texts
        for chunk in words.chunks(text)
        for word in (*chunk.atoms, *chunk.wholes)
        # A stem begins like its word; so only few words have to be asked about.
        if word.startswith(beginnings)
    }
    with connection.cursor() as cursor:
        cursor.execute(WHICH, [sorted(candidates), marks])
        return frozenset(word for (word,) in cursor.fetchall())


def _unmarked(text: str) -> Passage:
    return passages.best([text], NONE) if text else ()


def _texts(incident: Incident) -> list[str]:
    return vectors.texts(reading.trusted(incident.current_revision.document))
