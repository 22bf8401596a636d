"""How far the table of search entries has come, as one number for everybody who keeps something of it."""

from typing import NamedTuple

from django.db import connection

COLUMNS = """
    coalesce(pg_relation_filenode('incidents_searchentry'), 0),
    (SELECT coalesce(max(change), 0) FROM incidents_searchentry)
"""


class IndexState(NamedTuple):
    file: int
    """Number of the table's file: another one once it was emptied, restored or rewritten."""
    change: int
    """Number of the last change of an entry."""


EMPTY = IndexState(0, 0)


def current() -> IndexState:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS}")
        return IndexState(*cursor.fetchone())
