"""The broker where none is configured: messages in the same PostgreSQL."""

import weakref
from collections.abc import Callable
from typing import Any

from kombu.transport import pgmq as kombu_pgmq
from pgmq import PGMQueue
from pgmq.install import install_pgmq_from_sql
from psycopg import Connection
from psycopg_pool import ConnectionPool

INSTALLING = 7_266_432  # key of the advisory lock; any number nobody else uses
LONGEST_WAIT = 0.5  # seconds
CONNECTIONS = 5  # at most; one stays open


class Transport(kombu_pgmq.Transport):
    """Kombu's transport over a connection string taken as it is, installing its tables where they miss.

    The original takes the string apart into host, user and password: a folder with a blank in its
    name and options such as `sslmode` get lost.
    """

    def _create_pgmq_client(self) -> PGMQueue:
        options: dict[str, Any] = (self.client and self.client.transport_options) or {}
        pool = ConnectionPool(options["conn_string"], min_size=1, max_size=CONNECTIONS, open=True)
        # A pool still open when Python ends waits seconds for threads that are gone by then.
        self._close_pool = weakref.finalize(self, pool.close)
        with pool.connection() as connection:
            install(connection)
        return PGMQueue(pool=pool, conn_string=None, vt=options["visibility_timeout"], init_extension=False)

    def drain_events(self, connection: Any, timeout: float | None = None, **options: Any) -> None:
        # Celery waits two seconds at a time, and looks for a wish to stop only between two waits.
        wait = None if timeout is None else min(timeout, LONGEST_WAIT)
        drain: Callable[..., None] = super().drain_events
        drain(connection, timeout=wait, **options)

    def close_connection(self, connection: object) -> None:
        super().close_connection(connection)
        self._close_pool()


def install(connection: Connection) -> None:
    """Safe to repeat, and for several processes at once."""
    with connection.transaction():
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [INSTALLING])
        (installed,) = connection.execute("SELECT to_regclass('pgmq.meta') IS NOT NULL").fetchone() or (
            False,
        )
        if not installed:  # the script makes all of its tables in this transaction, or none
            install_pgmq_from_sql(conn=connection)
