"""People who may sign in, and what they prove who they are with.

Other packages import from here only.
"""

from incidents.domain.people import (
    accounts,
    factors,
    listing,
    passwords,
    reasons,
    rights,
    sessions,
    sign_in,
    slices,
    teams,
)
from incidents.domain.people.listing import PeopleFilter, PeopleList
from incidents.domain.people.slices import Slice

__all__ = [
    "PeopleFilter",
    "PeopleList",
    "Slice",
    "accounts",
    "factors",
    "listing",
    "passwords",
    "reasons",
    "rights",
    "sessions",
    "sign_in",
    "slices",
    "teams",
]
