"""Whether the database still refuses what must never be true, and holds nothing of it.

A dump that was restored without triggers, or a constraint that somebody dropped to mend something, leaves
rows behind that no code expects.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import connection, models
from psycopg import sql

from incidents.domain.consistency.fault import StoreFault

TRIGGERS = {
    "audit_is_append_only": "incidents_auditentry",
    "changes_are_numbered": "incidents_searchentry",
    "entry_is_kept": "incidents_searchentry",
    "revision_is_immutable": "incidents_revision",
    "rule_revision_is_immutable": "incidents_rulerevision",
}
"""Those that migrations make, with their tables."""
SAID_ROW_BY_ROW = "attachment_has_the_hash_of_its_content"
"""`pictures` says which picture it is."""
SHOWN = 5
"""Rows that a fault names."""
AS_MIGRATED = (
    "Make it again as the migrations do: compare with `pg_dump --schema-only` of a fresh installation."
)

UNSOUND = """
SELECT conrelid::regclass::text, 'the constraint ' || conname || ' is not validated',
       format('ALTER TABLE %s VALIDATE CONSTRAINT %I;', conrelid::regclass, conname)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND NOT convalidated
UNION ALL
SELECT indrelid::regclass::text, 'the index ' || indexrelid::regclass || ' is not valid',
       format('REINDEX INDEX %s;', indexrelid::regclass)
FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
WHERE relnamespace = 'public'::regnamespace AND NOT (indisvalid AND indisready)
UNION ALL
SELECT tgrelid::regclass::text, 'the trigger ' || tgname || ' is switched off',
       format('ALTER TABLE %s ENABLE TRIGGER %I;', tgrelid::regclass, tgname)
FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
WHERE relnamespace = 'public'::regnamespace AND tgenabled IN ('D', 'R')
ORDER BY 1, 2
"""
NAMED = """
SELECT conname::text FROM pg_constraint WHERE connamespace = 'public'::regnamespace
UNION SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'i'
UNION SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal
"""
CONDITIONS = """
SELECT conrelid::regclass::text, conname::text, pg_get_expr(conbin, conrelid)
FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype = 'c' ORDER BY 1, 2
"""
FOREIGN_KEYS = """
SELECT conrelid::regclass::text, conname::text, own.attname::text,
       confrelid::regclass::text, other.attname::text
FROM pg_constraint
JOIN pg_attribute AS own ON own.attrelid = conrelid AND own.attnum = conkey[1]
JOIN pg_attribute AS other ON other.attrelid = confrelid AND other.attnum = confkey[1]
WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND cardinality(conkey) = 1 ORDER BY 1, 2
"""
KEYS_OF_COLUMNS = """
SELECT conrelid::regclass::text, attname::text FROM pg_constraint
JOIN pg_attribute ON attrelid = conrelid AND attnum = conkey[1]
WHERE connamespace = 'public'::regnamespace AND contype = 'f' AND cardinality(conkey) = 1
"""


def execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def selected(statement: str | sql.Composed) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement whose result is small."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        yield from cursor.fetchall()


def faults() -> Iterator[StoreFault]:
    for table, says, remedy in selected(UNSOUND):
        yield StoreFault(table, says, f"In psql: {remedy}")
    yield from _missing()
    for table, name, condition in selected(CONDITIONS):
        if name != SAID_ROW_BY_ROW:
            yield from _against(table, name, sql.SQL("NOT ({})").format(sql.SQL(condition)))
    for table, name, column, other, key in selected(FOREIGN_KEYS):
        led = sql.SQL("row.{} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {} AS led WHERE led.{} = row.{})")
        names = sql.Identifier(column), sql.SQL(other), sql.Identifier(key), sql.Identifier(column)
        yield from _against(table, name, led.format(*names))


def _missing() -> Iterator[StoreFault]:
    there = {name for (name,) in selected(NAMED)}
    for name, table in (*_declared(), *TRIGGERS.items()):
        if name not in there:
            yield StoreFault(table, f"{name} is missing", AS_MIGRATED)
    kept = set(selected(KEYS_OF_COLUMNS))
    for model in _models():
        table = model._meta.db_table
        for field in model._meta.local_fields:
            if isinstance(field, models.ForeignKey) and (table, field.column) not in kept:
                says = f"nothing keeps {field.column} from leading to a row that is not there"
                yield StoreFault(table, says, AS_MIGRATED)


def _models() -> Iterator[type[models.Model]]:
    for model in apps.get_models(include_auto_created=True):
        if model._meta.managed and not model._meta.proxy:
            yield model


def _declared() -> Iterator[tuple[str, str]]:
    for model in _models():
        for one in (*model._meta.constraints, *model._meta.indexes):
            yield one.name, model._meta.db_table


def _against(table: str, name: str, condition: sql.Composed) -> Iterator[StoreFault]:
    """A fault where rows are against a constraint. `ctid` says where a row is, whatever its key is called."""
    query = sql.SQL("SELECT ctid::text FROM {} AS row WHERE {} LIMIT {}")
    rows = [row for (row,) in selected(query.format(sql.SQL(table), condition, sql.Literal(SHOWN + 1)))]
    if rows:
        where = ", ".join(f"'{row}'" for row in rows[:SHOWN])
        says = f"{'more than 5' if len(rows) > SHOWN else len(rows)} rows are against {name}"
        remedy = f"Look at the rows of {table} whose ctid is in ({where}), and mend or delete them."
        yield StoreFault(table, says, remedy)
