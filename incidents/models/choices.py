"""The document's closed choices as database constraints."""

from typing import Any, get_args

from django.db.models import CheckConstraint, Q


def words(literal: Any) -> tuple[str, ...]:
    return get_args(literal)


def longest(literal: Any) -> int:
    return max(map(len, words(literal)))


def one_of(field: str, literal: Any, *, name: str) -> CheckConstraint:
    """The column holds one of the words that the document allows, or null where it may be null."""
    return CheckConstraint(
        name=name,
        condition=Q(**{f"{field}__in": words(literal)}),
        violation_error_message=f"{field} has to be one of: {', '.join(words(literal))}.",
    )


ENDED = ("withdrawn", "merged")
READABLE = ("published", *ENDED)
"""Statuses in which a story is there for all its readers; the others belong to those who write it."""
