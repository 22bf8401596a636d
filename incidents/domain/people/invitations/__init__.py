"""Invitations: links that let somebody make an account, or join teams with the account she has.

Other packages import from here only.
"""

from incidents.domain.people.invitations.accepting import accept, join, usable
from incidents.domain.people.invitations.inviting import (
    MOST_DAYS,
    RANDOM_BYTES,
    USUAL_DAYS,
    NewInvitation,
    create,
    forget,
    renew,
    revoke,
)
from incidents.domain.people.invitations.links import InvitationLink, opened
from incidents.domain.people.invitations.listing import (
    STATES,
    InvitationFilter,
    InvitationPage,
    ListedInvitation,
    listed,
    one_listed,
)

__all__ = [
    "MOST_DAYS",
    "RANDOM_BYTES",
    "STATES",
    "USUAL_DAYS",
    "InvitationFilter",
    "InvitationLink",
    "InvitationPage",
    "ListedInvitation",
    "NewInvitation",
    "accept",
    "create",
    "forget",
    "join",
    "listed",
    "one_listed",
    "opened",
    "renew",
    "revoke",
    "usable",
]
