"""The list of people."""

from dataclasses import dataclass

from django.db.models import Value
from django.db.models.functions import Concat

from incidents.domain.people import slices
from incidents.domain.people.slices import Slice
from incidents.models import User

ON_A_PAGE = 50
MOST_COUNTED = 1_000
"""Counting a hundred thousand takes longer than finding those of a page, and helps nobody."""
STATES = ("open", "closed", "program")


@dataclass(frozen=True)
class PeopleFilter:
    """What is asked for; empty: all. `team` is the slug of one."""

    text: str = ""
    role: str = ""
    state: str = ""
    team: str = ""


@dataclass(frozen=True)
class PeopleList:
    """`total` is counted up to `MOST_COUNTED`; `is_more`: whether there are more."""

    total: int
    is_more: bool
    shown: Slice[User]


def people(*, asked: PeopleFilter, before: str = "", after: str = "") -> PeopleList:
    """In the order of user names, with their teams."""
    found = User.objects.get_queryset().found_by(asked.text)
    if asked.role:
        found = found.filter(role=asked.role)
    if asked.state == "program":
        found = found.filter(is_service=True)
    elif asked.state:
        found = found.filter(is_active=asked.state == "open")
    if asked.team:
        found = found.filter(memberships__team__slug=asked.team)
    column = "username"
    if asked.text:
        # No index has this order, so the words are looked up first: walking along the names, PostgreSQL would
        # take the words of each of them apart until it has found enough.
        found, column = found.annotate(place=Concat("username", Value(""))), "place"
    rows = found.prefetch_related("teams")
    shown = slices.cut(rows, column, before=before, after=after, number=ON_A_PAGE)
    counted = found[: MOST_COUNTED + 1].count()
    return PeopleList(total=min(counted, MOST_COUNTED), is_more=counted > MOST_COUNTED, shown=shown)
