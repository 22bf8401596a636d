"""Snippets: the passages of found stories that have the words of a search."""

import re
from collections.abc import Iterable, Sequence
from itertools import chain

from django.db import connection

from incidents.domain.search.query import TsQueries
from incidents.stories import reading
from incidents.stories.search import passages, vectors
from incidents.stories.search.passages import Passage, Text

SHARED_LETTERS = 3
LEXEME = re.compile(r"'((?:[^']|'')*)'")
NONE: frozenset[str] = frozenset()
WHICH = """
SELECT word FROM unnest(%s::text[]) AS word
WHERE to_tsvector('pg_catalog.english', word) || array_to_tsvector(ARRAY[word]) @@ %s::tsquery
"""


Texts = tuple[str, str, str]
"""Title, summary and document of a story; the last is needed only where words are to be marked."""


def build(*, texts: Sequence[Texts], asked: TsQueries | None) -> list[tuple[Passage, Passage]]:
    """The title and the best passage of each. With words it costs one query."""
    if not asked or not asked.marks or not texts:
        return [
            (passages.whole(_text(title), NONE), passages.best([_text(summary)], NONE))
            for title, summary, _ in texts
        ]
    beginnings = _beginnings(asked.marks)
    titles = [passages.text(title, beginnings) for title, _, _ in texts]
    bodies = [
        [passages.text(written, beginnings) for written in vectors.texts(reading.trusted(document))]
        for _, _, document in texts
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
