"""A page of a long list: the rows after a value or before it, so that no page costs more than the first."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """`before` and `after` are what the neighbouring pages are asked for with; empty where there is none."""

    rows: tuple[Row, ...]
    before: str = ""
    after: str = ""


def cut(rows: QuerySet[Row], column: str, *, before: str = "", after: str = "", number: int) -> Slice[Row]:
    """At most `number` rows in the order of `column`, a text that is unique among them."""
    if before:
        found = list(rows.filter(**{f"{column}__lt": before}).order_by(f"-{column}")[: number + 1])
        page = found[:number][::-1]
        return Slice(
            tuple(page), before=_value(page[:1], column, len(found) > number), after=_value(page[-1:], column)
        )
    further = rows.filter(**{f"{column}__gt": after}) if after else rows
    found = list(further.order_by(column)[: number + 1])
    page = found[:number]
    return Slice(
        tuple(page),
        before=_value(page[:1], column, bool(after)),
        after=_value(page[-1:], column, len(found) > number),
    )


def _value(one: list[Row], column: str, is_there: bool = True) -> str:
    if not (one and is_there):
        return ""
    value: object = one[0]
    for name in column.split("__"):
        value = getattr(value, name)
    return str(value)
