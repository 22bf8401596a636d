"""Statements that are compiled once: compiling one costs several times what running it does.

What differs from one run to the next is a `Parameter`. Everything else is part of the statement: whatever it
was compiled from belongs to the key under which it is kept.
"""

from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BigIntegerField, BooleanField, Expression, F, Func, QuerySet, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal


@dataclass(frozen=True)
class Slot:
    """The place of a named value among the parameters of a statement."""

    name: str


class Parameter(Expression):
    """A value that is named when a queryset is compiled and given when the statement runs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return "%s", (Slot(self.name),)


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple[Any, ...]

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Runs it with `values` by the names of its parameters. Columns come as the driver reads them.

        Raises `KeyError` where a value is missing; one without a place is left out.
        """
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self._given(values))
            return list(cursor.fetchall())

    def subquery(self, **values: Any) -> "Subquery":
        """The same with `values`, to filter another queryset by."""
        return Subquery(self.sql, tuple(self._given(values)))

    def _given(self, values: dict[str, Any]) -> list[Any]:
        return [values[one.name] if isinstance(one, Slot) else one for one in self.parameters]

    def with_literals(self) -> "Statement":
        """The same with all but its named parameters written into it: only what differs is sent each time."""
        written = tuple("%s" if isinstance(one, Slot) else _literal(one) for one in self.parameters)
        slots = tuple(one for one in self.parameters if isinstance(one, Slot))
        return Statement(self.sql.replace("%%", "%%%%") % written, slots)


class Subquery(Expression):
    """A statement that is compiled already, in its place within another."""

    def __init__(self, sql: str, parameters: tuple[Any, ...]) -> None:
        super().__init__()
        self.sql = sql
        self.parameters = parameters

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, tuple[Any, ...]]:
        return f"({self.sql})", self.parameters


def _literal(value: Any) -> str:
    return Literal(value).as_string().replace("%", "%%")


def compiled(queryset: "QuerySet[Any, Any]") -> Statement:
    """Compiles a queryset, in which a `Parameter` may stand wherever a value may."""
    sql, parameters = queryset.query.sql_with_params()
    return Statement(sql, tuple(parameters))


class IsOneOf(Func):
    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def is_one_of(column: str, name: str) -> IsOneOf:
    """Like `column__in`, with a parameter that holds a list of any length."""
    return IsOneOf(F(column), texts(name))


def is_key_of(name: str) -> IsOneOf:
    """Like `pk__in`, with a parameter that holds a list of any length."""
    return IsOneOf(F("pk"), Cast(Parameter(name), ArrayField(BigIntegerField())))


def texts(name: str) -> Cast:
    """A parameter that holds a list of texts."""
    return Cast(Parameter(name), ArrayField(TextField()))
