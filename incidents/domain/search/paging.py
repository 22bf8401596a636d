"""The order of lists, in the database and in the index, and where a page of one starts.

A cursor is made of a story's place in the order, which inserts do not move. Relevance has no such place,
since every save changes how much a word says: its cursor is the number of stories before the page.
"""

import base64
import json
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q

from incidents import refs
from incidents.domain.search.facets import Entries
from incidents.errors import Fault, Refused
from incidents.finding import indexing
from incidents.finding.storage import Clause, clauses
from incidents.models import SearchEntry

ORDERS: dict[str, tuple[str, ...]] = {
    "relevance": (),
    "newest": ("-dated_on", "-pk"),
    "oldest": ("dated_on", "pk"),
    "longest": ("-lasted", "-pk"),
    "shortest": ("lasted", "pk"),
    "published": ("-appeared_at", "-pk"),
    "ref": ("prefix", "number"),
    "modified": ("-modified_at", "-pk"),
}
"""What is unknown comes last, whichever way the order goes."""
NULLABLE = frozenset({"dated_on", "lasted"})
INDEXED = {
    "newest": ("newest", False),
    "oldest": ("oldest", True),
    "longest": ("longest", False),
    "shortest": ("shortest", True),
    "published": ("published", False),
    "ref": ("ref", True),
    "modified": ("modified", False),
}
"""The field of the index that has the same order, and whether it rises. Moments are kept in seconds there."""
MOST_SKIPPED = 1_000_000
HIGHEST_KEY = 2**31


class Start(NamedTuple):
    """Where a page starts: after so many stories, or after a place."""

    offset: int = 0
    after: Clause | None = None


def start(sort: str, *, position: str | None, offset: int) -> Start:
    """Raises `Refused` where the cursor was made for another order, or not here."""
    if position is None:
        return Start(offset)
    values = read(position, sort)
    if sort == "relevance":
        return Start(values[0])
    return Start(after=_beyond_in_index(sort, *values))


def _beyond_in_index(sort: str, first: Any, second: int) -> Clause:
    match sort:
        case "published" | "modified":
            return clauses.below(sort, indexing.moment(first, second))
        case "newest":
            return clauses.below(sort, indexing.day(first, second, unknown=indexing.LONG_AGO))
        case "oldest":
            return clauses.above(sort, indexing.day(first, second, unknown=indexing.NEVER))
        case "longest":
            return clauses.below(sort, indexing.lasted(first, second, unknown=indexing.LONG_AGO))
        case "shortest":
            return clauses.above(sort, indexing.lasted(first, second, unknown=indexing.NEVER))
        case _:
            return clauses.after_ref(indexing.padded(f"{first}-{second}"))


def ordered(entries: Entries, sort: str) -> Entries:
    return entries.order_by(*(_order(key) for key in ORDERS[sort]))


def _order(key: str) -> OrderBy:
    column = F(key.lstrip("-"))
    nulls_last = True if key.lstrip("-") in NULLABLE else None
    return column.desc(nulls_last=nulls_last) if key.startswith("-") else column.asc(nulls_last=nulls_last)


def keys(sort: str) -> list[str]:
    return [key.lstrip("-") for key in ORDERS[sort]]


def cursor(entry: SearchEntry, sort: str) -> str:
    values = [getattr(entry, key) for key in keys(sort)]
    return cursor_at([value.isoformat() if hasattr(value, "isoformat") else value for value in values], sort)


def cursor_at(plain: list[Any], sort: str) -> str:
    """`plain` are the values of `keys(sort)`, as JSON holds them."""
    return base64.urlsafe_b64encode(json.dumps([sort, *plain]).encode()).decode().rstrip("=")


def after(entries: Entries, sort: str, position: str) -> Entries:
    """What comes after the entry that `position` was made of. Raises `Refused` where it was not made here."""
    values = read(position, sort)
    beyond, level = Q(), Q()
    for key, value in zip(ORDERS[sort], values, strict=True):
        beyond |= level & _beyond(key, value)
        level &= Q(**{f"{key.lstrip('-')}__isnull": True} if value is None else {key.lstrip("-"): value})
    return entries.filter(beyond)


def _beyond(key: str, value: Any) -> Q:
    column = key.lstrip("-")
    if value is None:
        return Q(pk__in=[])
    further = Q(**{f"{column}__{'lt' if key.startswith('-') else 'gt'}": value})
    return further | Q(**{f"{column}__isnull": True}) if column in NULLABLE else further


def read(position: str, sort: str) -> list[Any]:
    """The values of `keys(sort)` at the cursor, by relevance a number; raises what `after` raises."""
    try:
        order, *plain = json.loads(base64.urlsafe_b64decode(position + "=" * (-len(position) % 4)))
        if order == sort:
            return _skipped(*plain) if sort == "relevance" else _values(ORDERS[sort], plain)
    except (ValueError, TypeError, ValidationError):
        pass  # not a cursor that we made
    raise Refused("The page cannot be found.", [Fault("/cursor", "take the cursor as the last page gave it")])


def _skipped(number: Any) -> list[int]:
    if not isinstance(number, int) or not 0 <= number <= MOST_SKIPPED:
        raise ValueError(number)
    return [number]


def _values(keys: tuple[str, ...], plain: list[Any]) -> list[Any]:
    return [_value(key.lstrip("-"), one) for key, one in zip(keys, plain, strict=True)]


def _value(column: str, plain: Any) -> Any:
    if plain is None and column in NULLABLE:
        return None
    fields = {field.name: field for field in SearchEntry._meta.concrete_fields}
    value = fields["incident" if column == "pk" else column].to_python(plain)
    if value is None or "\0" in str(value) or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(plain)
    if column == "prefix" and refs.objection(value):
        raise ValueError(plain)
    if column in {"pk", "number", "lasted"} and not 0 <= value < HIGHEST_KEY:
        raise ValueError(plain)
    return value
