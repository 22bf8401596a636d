"""Actions of stories: planned, changed, started, done with evidence, or dropped with a reason.

Other packages import from here only.
"""

from incidents.domain.actions import erase, reminding
from incidents.domain.actions.listing import (
    NOBODY,
    STATES,
    ActionFilter,
    ActionPage,
    OwnerState,
    listed,
    mine,
    of_story,
    owner_state,
    owners_for,
)
from incidents.domain.actions.planning import change, plan
from incidents.domain.actions.progress import DEEDS, ActionDeed, drop, finish, pause, reopen, start
from incidents.domain.actions.values import ActionValues, values_of

__all__ = [
    "DEEDS",
    "NOBODY",
    "STATES",
    "ActionDeed",
    "ActionFilter",
    "ActionPage",
    "ActionValues",
    "OwnerState",
    "change",
    "drop",
    "erase",
    "finish",
    "listed",
    "mine",
    "of_story",
    "owner_state",
    "owners_for",
    "pause",
    "plan",
    "reminding",
    "reopen",
    "start",
    "values_of",
]
