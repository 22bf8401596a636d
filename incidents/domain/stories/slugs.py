"""Readable names in addresses."""

from itertools import count
from typing import Any

from django.db.models import QuerySet
from django.utils.text import slugify

LENGTH = 100


def free(name: str, *, taken: QuerySet[Any], longest: int = LENGTH) -> str:
    """A slug for `name` that no row of `taken` has; a number behind it may make it a little longer."""
    wanted = slugify(name)[:longest].strip("-") or "unnamed"
    used = set(taken.filter(slug__startswith=wanted).values_list("slug", flat=True))
    candidates = (wanted if number == 1 else f"{wanted}-{number}" for number in count(1))
    return next(slug for slug in candidates if slug not in used)
