"""Statements put together once: that costs several times what running one of them does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.fields import ArrayField
from django.db import connection
from django.db.models import BooleanField, F, Func, QuerySet, TextField, Value
from django.db.models.functions import Cast
from psycopg.sql import Literal

from incidents.models.incident import Reader
from incidents.models.user import User

ANY_MEMBER, ANY_EDITOR = -1, -2
"""Stand where a reader's key goes; nobody has them."""


@dataclass(frozen=True)
class Statement:
    sql: str
    parameters: tuple[Any, ...]

    def rows(self, values: Mapping[Any, Any], *, reader: Reader) -> list[tuple[Any, ...]]:
        """Runs the statement. `values` by their placeholders; columns are as the driver reads them."""
        given = {**values, ANY_MEMBER: reader.pk, ANY_EDITOR: reader.pk}
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [given.get(value, value) for value in self.parameters])
            return list(cursor.fetchall())

    def settled(self, *places: str | int) -> "Statement":
        """With all but `places` and the reader's key written into it: only what differs is sent each time."""
        differing = (ANY_MEMBER, ANY_EDITOR, *places)
        written = tuple("%s" if value in differing else _literal(value) for value in self.parameters)
        return Statement(
            self.sql.replace("%%", "%%%%") % written,
            tuple(value for value in self.parameters if value in differing),
        )


def _literal(value: Any) -> str:
    return Literal(value).as_string().replace("%", "%%")


def of(queryset: "QuerySet[Any, Any]") -> Statement:
    """Of a queryset that has placeholders for what differs from one time to the next."""
    sql, parameters = queryset.query.sql_with_params()
    return Statement(sql, tuple(parameters))


class IsOneOf(Func):
    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def is_one_of(column: str, placeholder: str) -> IsOneOf:
    """Like `column__in`, for a list that may have another length each time."""
    return IsOneOf(F(column), texts(placeholder))


def texts(placeholder: str) -> Cast:
    """Where a list of texts goes."""
    return Cast(Value(placeholder), ArrayField(TextField()))


def alike(reader: Reader) -> Reader:
    """A stand-in for every reader of this kind while a statement is compiled.

    Holds as long as `visible_to` asks a reader only for the key, the teams by that key, and `is_editor`.
    """
    if not isinstance(reader, User):
        return ANYBODY
    return AN_EDITOR if reader.is_editor else A_MEMBER


ANYBODY = AnonymousUser()
A_MEMBER = User(pk=ANY_MEMBER, role=User.Role.MEMBER)
AN_EDITOR = User(pk=ANY_EDITOR, role=User.Role.EDITOR)
