"""Counting what a page asks of the database, without the frame of a transaction."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

FRAME = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")


@contextmanager
def counted() -> Iterator[list[str]]:
    """Fills the list when the block ends."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield statements
    found = (query["sql"].strip() for query in captured.captured_queries)
    statements += [sql for sql in found if not sql.startswith(FRAME)]
