"""Feeds: read in runs, compared with what is known, written as entries and candidates.

Other packages import from here only.
"""

from incidents.domain.feeds.forgetting import forget
from incidents.domain.feeds.importing import preview, take
from incidents.domain.feeds.planning import PlannedItem, RunPlan
from incidents.domain.feeds.runs import ask, begin, cancel
from incidents.domain.feeds.subscribing import add, change, load, look, named
from incidents.domain.feeds.working import due, work_off

__all__ = [
    "PlannedItem",
    "RunPlan",
    "add",
    "ask",
    "begin",
    "cancel",
    "change",
    "due",
    "forget",
    "load",
    "look",
    "named",
    "preview",
    "take",
    "work_off",
]
