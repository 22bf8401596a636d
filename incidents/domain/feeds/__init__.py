"""Feeds: read in runs, compared with what is known, written as entries and candidates.

Other packages import from here only.
"""

from incidents.domain.feeds.deciding import (
    attach,
    entries_of,
    make_draft,
    reject,
    reject_all,
    take_back,
    told,
)
from incidents.domain.feeds.forgetting import forget
from incidents.domain.feeds.importing import preview, take
from incidents.domain.feeds.likely import LikelyStories, LikelyStory, likely
from incidents.domain.feeds.planning import PlannedItem, RunPlan
from incidents.domain.feeds.prefilling import ListedEntry, listed
from incidents.domain.feeds.runs import ask, begin, cancel
from incidents.domain.feeds.subscribing import add, change, load, look, named
from incidents.domain.feeds.working import due, work_off

__all__ = [
    "LikelyStories",
    "LikelyStory",
    "ListedEntry",
    "PlannedItem",
    "RunPlan",
    "add",
    "ask",
    "attach",
    "begin",
    "cancel",
    "change",
    "due",
    "entries_of",
    "forget",
    "likely",
    "listed",
    "load",
    "look",
    "make_draft",
    "named",
    "preview",
    "reject",
    "reject_all",
    "take",
    "take_back",
    "told",
    "work_off",
]
