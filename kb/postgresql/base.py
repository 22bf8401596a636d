"""Django's PostgreSQL backend with a health check that asks the socket before it asks the server.

It counts statements, too, for monitoring.
"""

import select
from typing import Any

from django.db.backends.postgresql import base
from django.db.backends.utils import CursorWrapper


class DatabaseWrapper(base.DatabaseWrapper):
    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.statements = 0
        """Sent so far by this thread."""

    def make_cursor(self, cursor: Any) -> CursorWrapper:
        return CountingCursor(cursor, self)

    def is_usable(self) -> bool:
        """Between two requests a healthy connection has nothing to read; a closed one has its end.

        Saves the round trip that Django's own check costs every request.
        """
        if self.connection is None or self.connection.closed:
            return False
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if waiting.poll(0) else True


class CountingCursor(CursorWrapper):
    db: DatabaseWrapper

    def execute(self, sql: Any, params: Any = None) -> Any:
        self.db.statements += 1
        return super().execute(sql, params)

    def executemany(self, sql: Any, param_list: Any) -> Any:
        self.db.statements += 1
        return super().executemany(sql, param_list)
