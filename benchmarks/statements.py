"""Records the SQL statements of a response and measures how long they take alone."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import psycopg
from django.db import connection
from django.test import Client

RUNS = 60


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: Sequence[Any]


@dataclass
class Recorder:
    """Records the statements of a connection, as its `execute_wrapper`."""

    statements: list[Statement] = field(default_factory=list)

    def __call__(
        self,
        execute: Callable[..., Any],
        sql: str,
        params: Sequence[Any],
        many: bool,
        context: Mapping[str, Any],
    ) -> Any:
        self.statements.append(Statement(sql, params or ()))
        return execute(sql, params, many, context)


def record(path: str, *, cookie: str = "") -> list[Statement]:
    """The statements of a request to this path after a first request has warmed the caches."""
    client = Client(headers={"cookie": cookie} if cookie else None, SERVER_NAME="localhost")
    assert client.get(path).status_code == 200, path
    recorder = Recorder()
    with connection.execute_wrapper(recorder):
        client.get(path)
    return recorder.statements


def alone(database: str, statements: Sequence[Statement]) -> float:
    """Median milliseconds of the prepared statements in one transaction."""
    times = []
    with psycopg.connect(database, prepare_threshold=0, autocommit=True) as own:
        for _ in range(RUNS):
            start = time.perf_counter()
            with own.transaction():
                for statement in statements:
                    # Rows are converted to Python objects only when they are fetched.
                    own.execute(statement.sql, statement.parameters)
            times.append(time.perf_counter() - start)
    return median(times) * 1e3


def script(database: str, statements: Sequence[Statement]) -> str:
    """The statements as a script for pgbench."""
    with psycopg.connect(database) as own:
        cursor = psycopg.ClientCursor(own)
        return "\n".join(f"{cursor.mogrify(each.sql, each.parameters)};" for each in statements)


def queries(statements: Sequence[Statement]) -> list[Statement]:
    """The statements without those that begin and end transactions."""
    return [each for each in statements if each.sql.lstrip().upper().startswith(("SELECT", "WITH"))]
