"""People who may sign in, and what they prove who they are with.

Other packages import from here only.
"""

from incidents.domain.people import (
    accounts,
    bearers,
    factors,
    invitations,
    listing,
    passwords,
    programs,
    reasons,
    rights,
    sealing,
    sessions,
    sign_in,
    slices,
    teams,
    tokens,
)
from incidents.domain.people.bearers import TokenBearer
from incidents.domain.people.listing import PeopleFilter, PeopleList
from incidents.domain.people.slices import Slice
from incidents.domain.people.tokens import NewToken

__all__ = [
    "NewToken",
    "PeopleFilter",
    "PeopleList",
    "Slice",
    "TokenBearer",
    "accounts",
    "bearers",
    "factors",
    "invitations",
    "listing",
    "passwords",
    "programs",
    "reasons",
    "rights",
    "sealing",
    "sessions",
    "sign_in",
    "slices",
    "teams",
    "tokens",
]
