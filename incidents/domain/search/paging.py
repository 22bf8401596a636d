"""The order of lists, and where a page of one starts: after a cursor that inserts do not move."""

import base64
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, OrderBy, Q

from incidents.domain.search.facets import Entries
from incidents.errors import Fault, Refused
from incidents.models import SearchEntry

ORDERS: dict[str, tuple[str, ...]] = {
    "relevance": ("-rank", "-pk"),
    "newest": ("-occurred_on", "-pk"),
    "oldest": ("occurred_on", "pk"),
    "published": ("-appeared_at", "-pk"),
    "ref": ("prefix", "number"),
    "modified": ("-modified_at", "-pk"),
}
"""What is unknown comes last, whichever way the order goes."""
NULLABLE = frozenset({"occurred_on"})


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
    """The values of `keys(sort)` at the cursor; raises what `after` raises."""
    try:
        order, *plain = json.loads(base64.urlsafe_b64decode(position + "=" * (-len(position) % 4)))
        if order == sort:
            return [_value(key, value) for key, value in zip(ORDERS[sort], plain, strict=True)]
    except (ValueError, TypeError, ValidationError):
        pass  # not a cursor that we made
    raise Refused("The page cannot be found.", [Fault("/cursor", "take the cursor as the last page gave it")])


def _value(key: str, plain: Any) -> Any:
    column = key.lstrip("-")
    if column == "rank":
        return float(plain)
    if plain is None and column in NULLABLE:
        return None
    fields = {field.name: field for field in SearchEntry._meta.concrete_fields}
    value = fields["incident" if column == "pk" else column].to_python(plain)
    if value is None or "\0" in str(value) or (isinstance(value, datetime) and value.tzinfo is None):
        raise ValueError(plain)
    return value
