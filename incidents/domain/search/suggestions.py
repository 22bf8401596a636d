"""Suggestions for a search that finds nothing."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from django.db import connection

from incidents.domain.search import paging, query
from incidents.domain.search.facets import Entries
from incidents.domain.search.query import TsQueries
from incidents.stories import reading
from incidents.stories.search import queries, vectors, words

SHOWN = ("incident__title", "incident__revision__document")
SAMPLE = 500
"""The newest stories whose words are known here: the work stays the same however many there are."""
MOST_WORDS = 3
MOST = 3
LIKENESS = 0.7
SHORTEST = 4
NEAR = """
SELECT DISTINCT lexeme FROM ({sample}) AS entry(words), unnest(tsvector_to_array(words)) AS lexeme
WHERE length(lexeme) BETWEEN %s AND %s
"""


def near(*, text: str, entries: Entries, finds: Callable[[str], bool]) -> tuple[str, ...]:
    """Up to three texts that find something. `entries` are the stories the reader may see."""
    written = [chunk for term in queries.wanted(text) for chunk in term.chunks]
    long_enough = [chunk.name for chunk in written if len(chunk.name) >= SHORTEST][:MOST_WORDS]
    if not long_enough:
        return ()
    known = _lexemes(entries, shortest=min(map(len, long_enough)), longest=max(map(len, long_enough)))
    candidates = (
        _replaced(text, name, word)
        for name in long_enough
        if name not in known
        for lexeme in get_close_matches(name, known, n=MOST, cutoff=LIKENESS)
        for word in _as_written(lexeme, entries)
    )
    different = dict.fromkeys(candidate for candidate in candidates if candidate != text)
    return tuple(candidate for candidate in list(different)[: 2 * MOST] if finds(candidate))[:MOST]


def _lexemes(entries: Entries, *, shortest: int, longest: int) -> set[str]:
    newest = paging.ordered(entries, "published").values_list("words")[:SAMPLE]
    sql, parameters = newest.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(NEAR.format(sample=sql), [*parameters, shortest - 3, longest + 3])
        return {lexeme for (lexeme,) in cursor.fetchall()}


def _as_written(lexeme: str, entries: Entries) -> Iterator[str]:
    """The word behind a stem, as the newest story that has it spells it."""
    holders = query.matching(entries, TsQueries(wanted=vectors.quoted(lexeme)))
    newest = paging.ordered(holders, "published").select_related("incident__revision").only(*SHOWN)
    entry = newest.first()
    if entry is None:
        return
    texts = vectors.texts(reading.trusted(entry.incident.current_revision.document))
    spelled = {
        word
        for text in (entry.incident.title, *texts)
        for chunk in words.chunks(text)
        for word in (*chunk.atoms, *chunk.wholes)
        # A stem may end otherwise than its word: memori, memory.
        if word.startswith(lexeme[:-1])
    }
    yield from get_close_matches(lexeme, spelled, n=1, cutoff=0)


def _replaced(text: str, name: str, word: str) -> str:
    for chunk in words.chunks(text):
        if chunk.name == name:
            return text[: chunk.start] + word + text[chunk.end :]
    return text
