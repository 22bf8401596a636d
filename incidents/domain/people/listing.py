"""The list of people."""

from dataclasses import dataclass

from incidents.domain.people import slices
from incidents.domain.people.slices import Slice
from incidents.models import User

ON_A_PAGE = 50
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
    total: int
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
    shown = slices.cut(
        found.prefetch_related("teams"), "username", before=before, after=after, number=ON_A_PAGE
    )
    return PeopleList(total=found.count(), shown=shown)
