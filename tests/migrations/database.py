"""A database made from a dump, and what PostgreSQL says is in a database."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from psycopg import sql

COLUMNS = """
SELECT table_name::text, array_agg(column_name::text) FROM information_schema.columns
JOIN information_schema.tables USING (table_schema, table_name)
WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND is_generated = 'NEVER' GROUP BY table_name
"""
SCHEMA = """
SELECT 'relation', oid::regclass::text, concat_ws(' ', relkind, relpersistence, reloptions)
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind <> 'c'
UNION ALL
SELECT 'column', attrelid::regclass || '.' || attname, concat_ws(
    ' ', format_type(atttypid, atttypmod), attnotnull, attidentity, attgenerated, attstorage, attcompression,
    attcollation, pg_get_expr(adbin, adrelid)
)
FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND attnum > 0 AND NOT attisdropped
UNION ALL
SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
UNION ALL
SELECT 'index', indexrelid::regclass::text, pg_get_indexdef(indexrelid)
FROM pg_index JOIN pg_class ON oid = indexrelid WHERE relnamespace = 'public'::regnamespace
UNION ALL
SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid)
FROM pg_trigger WHERE NOT tgisinternal
UNION ALL
SELECT 'function', oid::regprocedure::text, pg_get_functiondef(oid)
FROM pg_proc WHERE pronamespace = 'public'::regnamespace AND prokind = 'f'
UNION ALL
SELECT 'sequence', seqrelid::regclass::text, concat_ws(' ', seqtypid::regtype, seqstart, seqincrement)
FROM pg_sequence
UNION ALL
SELECT 'extension', extname, '' FROM pg_extension
"""
WRITTEN_BY_DUMPS = re.compile(r"::(?:character varying|text)(?:\[\])?|[()]")
"""A constraint that went through a dump has its casts at other places, which says the same."""


@contextmanager
def loaded(dump: Path) -> Iterator[None]:
    """While the block lasts, Django's connection leads to a new database that holds what the dump holds."""
    own = connection.settings_dict["NAME"]
    name = f"{own}_{dump.stem}"
    _drop(name)  # a run that was killed leaves it behind
    _execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        _lead_to(name)
        _execute(dump.read_text())
        _lead_to(name)  # anew: a dump leaves its session without a search path
        yield
    finally:
        _lead_to(own)
        _drop(name)


def columns() -> dict[str, list[str]]:
    """The columns of every table, without those that the database computes."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return dict(cursor.fetchall())


def rows(table: str, names: list[str]) -> set[str]:
    """Each row as JSON text, which tells texts apart to the letter."""
    query = sql.SQL("SELECT row_to_json(row)::text FROM (SELECT {} FROM {}) AS row").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table)
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return {row for (row,) in cursor.fetchall()}


def schema() -> dict[tuple[str, str], str]:
    """The definition of everything there is, by its kind and name."""
    with connection.cursor() as cursor:
        cursor.execute(SCHEMA)
        return {
            (kind, name): WRITTEN_BY_DUMPS.sub("", definition) for kind, name, definition in cursor.fetchall()
        }


def _execute(statements: str | sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statements)


def _drop(name: str) -> None:
    _execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _lead_to(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
