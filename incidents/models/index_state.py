"""How far the table of search entries has come: the search index compares itself with it."""

from typing import NamedTuple

from django.db import connection

COLUMNS = """
    coalesce(replace(pg_relation_filepath('incidents_searchentry'), '/', '-'), ''),
    (SELECT coalesce(max(change), 0) FROM incidents_searchentry),
    extract(epoch FROM pg_postmaster_start_time())::bigint
"""
TOTALS = (
    "SELECT coalesce(max(change), 0), count(*), coalesce(sum(change), 0)::bigint FROM incidents_searchentry"
)


class IndexState(NamedTuple):
    file: str
    """The table's file, such as `base-16384-17001`; another one once it was emptied or restored."""
    change: int
    """Number of the last change of an entry."""
    started: int
    """When the database server was started, in seconds: since then nobody has put back its files."""


EMPTY = IndexState("", 0, 0)


def current() -> IndexState:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}")
        return IndexState(*cursor.fetchone())


def totals() -> tuple[int, int, int]:
    """The last change, the number of entries, and the sum of their changes. Reads the whole table."""
    with connection.cursor() as cursor:
        cursor.execute(TOTALS)
        change, entries, total = cursor.fetchone()
        return change, entries, total
