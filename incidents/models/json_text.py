"""JSON put together by PostgreSQL: turning the rows of a list into objects costs more than finding them."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Func, Subquery, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.sql.compiler import SQLCompiler

Compiled = tuple[str, tuple[Any, ...]]


class JsonKey(Expression):
    """A word of ours, written into the statement: a parameter would have no type."""

    output_field = TextField()

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Compiled:
        if not self.word.isidentifier():
            raise ValueError(f"{self.word!r} is no name of a field")
        return f"'{self.word}'", ()


class JsonObject(Func):
    """The text of an object with these fields, in their order."""

    template = "json_build_object(%(expressions)s)::text"
    output_field = TextField()

    def __init__(self, **fields: Combinable | Subquery) -> None:
        super().__init__(*(part for name, value in fields.items() for part in (JsonKey(name), value)))


class Word(Func):
    """A text as a parameter, with its type: functions that accept any type need it."""

    template = "%(expressions)s::text"
    output_field = TextField()

    def __init__(self, text: str) -> None:
        super().__init__(Value(text))


class JsonArray(Func):
    template = "json_build_array(%(expressions)s)::text"
    output_field = TextField()


class Moment(Func):
    """A time as the other answers write it: RFC 3339, UTC, with microseconds where there are any."""

    template = (
        "replace(to_char(%(expressions)s AT TIME ZONE 'UTC', "
        """'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')"""
    )
    output_field = TextField()
    arity = 1
